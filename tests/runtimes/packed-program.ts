import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { LibraryRun } from '../support/library-run.js';
import { installPacked } from '../support/packed.js';
import type { Target } from '../support/programs/target.js';
import { startWorker } from '../support/workerd.js';

const support = fileURLToPath(new URL('../support/', import.meta.url));
/**
 * Bundlers that are not dependencies of the project, with the settings that the documentation names. npm downloads the
 * packages when `npm run test:runtimes` runs them.
 */
export const pageBundlers = {
  Vite: { packages: ['vite@8'], command: 'vite build --outDir out' },
  webpack: {
    packages: ['webpack@5', 'webpack-cli@7'],
    command: 'webpack --mode=production --entry=./page.js --output-path=out --output-filename=page.js',
  },
  Rollup: {
    packages: ['rollup@4', '@rollup/plugin-node-resolve@16'],
    command: "rollup page.js --dir=out --format=es -p '@rollup/plugin-node-resolve={browser:true}'",
  },
} as const;

type PageBundler = 'esbuild' | keyof typeof pageBundlers;

/** The programs of the folder `programs` that a bundle can have alone. */
export const programs = ['rest', 'streams', 'order-book', 'ws-api', 'user-data'] as const;
const TIMEOUT = 60_000;

/**
 * A folder with the packages as npm installs them. It also contains the program `library-run.mjs`, which runs the
 * programs of the folder `programs`. Node, Bun and Deno run `library-run.mjs` without bundling, polyfills or patches.
 * Workers and pages run a bundle of it.
 */
export class PackedProgram {
  readonly #folder: string = installPacked();
  readonly #target: Target;

  private constructor(target: Target) {
    this.#target = target;
  }

  static async create(target: Target): Promise<PackedProgram> {
    const packed = new PackedProgram(target);
    const folder = packed.#folder;
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies: {} }));
    await build({
      entryPoints: ['library-run.ts', ...programs.map((name) => `programs/${name}.ts`)],
      outbase: support,
      absWorkingDir: support,
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      external: ['@pkg/*'],
    });
    const main = "import { runLibrary } from './library-run.mjs';\nimport process from 'node:process';\n";
    const print = 'console.log(JSON.stringify(await runLibrary(JSON.parse(process.env.TARGET))));\n';
    writeFileSync(join(folder, 'main.mjs'), main + print);
    return packed;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs the program with Node, Bun or Deno. */
  async script(command: string, args: readonly string[] = []): Promise<LibraryRun> {
    return JSON.parse(await this.#lastLine(command, [...args, 'main.mjs'])) as LibraryRun;
  }

  /**
   * Bundles code by esbuild with the options that the documentation names for Node, and runs the bundle in Node.
   * Returns the last line that it prints. With `splitting`, each `import()` loads a file of its own. Without
   * `splitting`, all code is in one file. A module that is loaded by `import()` may then run at another time than in
   * the sources.
   */
  async bundled(code: string, { splitting }: { splitting: boolean }): Promise<string> {
    const outdir = mkdtempSync(join(this.#folder, 'bundle-'));
    const { metafile } = await build({
      stdin: { contents: code, resolveDir: this.#folder },
      entryNames: 'main',
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['ws', 'isomorphic-ws'],
      metafile: true,
      splitting,
      outdir,
    });
    const files = Object.keys(metafile.outputs).length;
    if (splitting !== files > 1) throw new Error(`esbuild wrote ${files} files`);
    return this.#lastLine(process.execPath, [join(outdir, 'main.js')]);
  }

  async #lastLine(command: string, args: readonly string[]): Promise<string> {
    const env = { ...process.env, TARGET: JSON.stringify(this.#target), NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' };
    const options = { cwd: this.#folder, env, timeout: TIMEOUT };
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout.trim().split('\n').at(-1) ?? '';
  }

  async worker(workerd: string): Promise<LibraryRun> {
    const code = `import { runLibrary } from './library-run.mjs';
      export default { fetch: async (request) => Response.json(await runLibrary(await request.json())) };`;
    const worker = await startWorker(workerd, this.#folder, code, '2026-01-01');
    try {
      const answer = await fetch(worker.url, { method: 'POST', body: JSON.stringify(this.#target) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return JSON.parse(text) as LibraryRun;
    } finally {
      worker.stop();
    }
  }

  /** Bundles a page that runs the program and posts the result. Returns the folder of the page. */
  async #bundlePage(bundler: PageBundler): Promise<string> {
    const folder = mkdtempSync(join(this.#folder, 'page-'));
    const out = join(folder, 'out');
    const page = '<!doctype html><script type="module" src="/page.js"></script>';
    const code = `import { runLibrary } from '../library-run.mjs';
      runLibrary(${JSON.stringify(this.#target)})
        .catch((error) => ({ error: String(error) }))
        .then((run) => fetch('/result', { method: 'POST', body: JSON.stringify(run) }));`;
    writeFileSync(join(folder, 'page.js'), code);
    writeFileSync(join(folder, 'index.html'), page);
    if (bundler === 'esbuild') {
      const options = { bundle: true, platform: 'browser', format: 'esm', target: 'es2022' } as const;
      await build({ ...options, entryPoints: [join(folder, 'page.js')], outdir: out });
    } else {
      const { packages, command } = pageBundlers[bundler];
      const named = packages.map((each) => `--package=${each}`);
      // npm runs outside of this repository, and without its settings. Otherwise npm would use packages of the
      // repository.
      const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
      const args = ['exec', '--yes', ...named, '--call', `cd '${folder}' && ${command}`];
      await promisify(execFile)('npm', args, { cwd: tmpdir(), env, timeout: 300_000 });
    }
    // Only Vite writes the HTML of the page, so it is written here for the other bundlers.
    if (!existsSync(join(out, 'index.html'))) writeFileSync(join(out, 'index.html'), page);
    return out;
  }

  /**
   * Runs the program in a page. `args` returns the browser's arguments before the URL. `profile` is a new folder for
   * the browser's profile.
   */
  async page(
    browser: string,
    args: (profile: string) => readonly string[],
    bundler: PageBundler = 'esbuild',
  ): Promise<LibraryRun> {
    const out = await this.#bundlePage(bundler);
    const { promise, resolve, reject } = withResolvers<string>();
    const server = createServer((request, response) => {
      if (request.method === 'POST') bodyOf(request).then(resolve, reject);
      const isScript = request.url?.endsWith('.js');
      response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
      response.end(readFileSync(join(out, isScript ? `${request.url}` : 'index.html')));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const profile = mkdtempSync(join(tmpdir(), 'profile-'));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child = spawn(browser, [...args(profile), url], { stdio: 'ignore', env: { ...process.env, HOME: profile } });
    const ended = once(child, 'exit');
    const timer = setTimeout(() => reject(new Error(`no result within ${TIMEOUT} ms`)), TIMEOUT);
    ended.then(([exitCode]) => reject(new Error(`the browser ended with exit code ${exitCode}`)), reject);
    try {
      return JSON.parse(await promise) as LibraryRun;
    } finally {
      clearTimeout(timer);
      child.kill();
      await ended.catch(() => undefined);
      server.closeAllConnections();
      server.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** Does the same as `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
