import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tarballOf } from '../support/packed.js';

const run = promisify(execFile);
// The environment of a user's shell: it lacks the variables that npm sets for the scripts that it runs.
const userEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_ENV)/.test(name)));

/**
 * A folder outside of this repository, in which npm installs the tarballs of the packages. Everything else comes from
 * the npm registry.
 */
export class NpmProject {
  readonly folder: string;
  readonly #installEnv: NodeJS.ProcessEnv;
  readonly #env: NodeJS.ProcessEnv;
  #started: ChildProcess | undefined;

  /** `nodePath` is the folder of the `node` that runs everything. `env` is for all commands except installations. */
  constructor(folder: string, { nodePath, env = {} }: { nodePath?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.folder = folder;
    this.#installEnv = { ...userEnv, ...(nodePath && { PATH: `${nodePath}${delimiter}${process.env.PATH}` }) };
    this.#env = { ...this.#installEnv, ...env };
    mkdirSync(folder, { recursive: true });
  }

  /** Copies an example into the project. */
  copyExample(name: string): void {
    const from = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
    cpSync(from, this.folder, {
      recursive: true,
      filter: (file) => !/node_modules|dist|\.next/.test(relative(from, file)),
    });
  }

  /** Creates an empty project. */
  init(): void {
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0' }));
  }

  /** Installs packages of this repository, the dependencies of `package.json`, and further packages of the registry. */
  async install(names: readonly string[], ...others: readonly string[]): Promise<void> {
    const args = ['install', '--no-audit', '--no-fund', ...names.map(tarballOf), ...others];
    await run('npm', args, { cwd: this.folder, env: this.#installEnv, timeout: 300_000 });
  }

  async run(command: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await run(command, args, { cwd: this.folder, env: this.#env, timeout: 300_000 });
    return stdout;
  }

  /** Starts a server. Resolves with the URL that it prints. */
  async start(command: string, ...args: readonly string[]): Promise<string> {
    const child = spawn(command, args, {
      cwd: this.folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#started = child;
    let output = '';
    return new Promise((resolve, reject) => {
      const read = (text: Buffer): void => {
        output += text;
        // Removes the escape sequences for colours, because they can split the URL that is searched for in the output.
        const plain = output.replace(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '');
        const [url] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(plain) ?? [];
        if (url) resolve(url);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`${command} ended with exit code ${code}: ${output}`)));
    });
  }

  /** Stops the server and all processes that it started. */
  async stop(): Promise<void> {
    const child = this.#started;
    if (!child?.pid || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}
