import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or later is required. This is Node ${process.versions.node}.`);
  process.exit(1);
}

/** The root folder of the workspace. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const stamps = join(root, 'node_modules', '.stamps');

/**
 * Runs a command until it ends, and resolves with its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Runs a tool of the workspace from `node_modules/.bin`. */
export function tool(name, args, options) {
  return run(join(root, 'node_modules', '.bin', name), args, options);
}

/** Runs pnpm through npm, so that pnpm need not be installed. The version is the one that `package.json` pins. */
export function pnpm(args, options) {
  return run('npm', ['exec', '--yes', '--', pinnedPnpm(), ...args], options);
}

/**
 * Returns pnpm and its pinned version in the form that npm accepts, such as `pnpm@10.1.0`. The hash after the version
 * is left out, because only Corepack reads it.
 */
export function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return packageManager.split('+')[0];
}

/** Installs the dependencies of the lockfile, unless they are already installed. */
export async function install() {
  const fingerprint = hash([join(root, 'pnpm-lock.yaml'), ...manifests()]);
  if (stamped('install', fingerprint)) return;
  // If `node_modules` is linked to another store, pnpm asks before it replaces the folder. This option turns the
  // question off, because there may be no terminal to answer it.
  const replaceModules = '--config.confirm-modules-purge=false';
  await succeed(pnpm(['install', '--frozen-lockfile', '--prefer-offline', replaceModules]), 'install');
  stamp('install', fingerprint);
}

/** Builds the packages and the demo page, unless their sources are unchanged since the last build. */
export async function build() {
  const fingerprint = hash(['packages', 'apps'].flatMap((folder) => sources(join(root, folder))));
  if (stamped('build', fingerprint)) return;
  await succeed(pnpm(['--recursive', '--reporter', 'append-only', 'run', 'build']), 'build');
  stamp('build', fingerprint);
}

async function succeed(running, what) {
  const code = await running;
  if (code !== 0) throw new Error(`${what} failed with exit code ${code}`);
}

function manifests() {
  const members = ['packages', 'apps', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name, 'package.json')),
  );
  return [...members, join(root, 'tests', 'package.json'), join(root, 'bench', 'package.json')].filter(existsSync);
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

function hash(files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}

function stamped(name, fingerprint) {
  const file = join(stamps, name);
  return existsSync(file) && readFileSync(file, 'utf8') === fingerprint;
}

function stamp(name, fingerprint) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), fingerprint);
}
