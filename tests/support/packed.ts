import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = ['core', 'streams', 'simulator', 'redis'] as const;

/**
 * Creates a folder with the packages as npm would install them: their tarballs are unpacked into `node_modules`, which
 * otherwise has only the dependencies that the packages declare.
 */
export function installPacked(): string {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  for (const name of names) {
    const target = join(folder, 'node_modules', '@pkg', name);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xzf', tarballOf(name), '-C', target, '--strip-components=1']);
    for (const dependency of Object.keys(manifestOf(target).dependencies ?? {})) {
      const from = join(root, 'packages', name, 'node_modules', dependency);
      if (!dependency.startsWith('@pkg/')) link(folder, dependency, from);
    }
  }
  return folder;
}

/**
 * Copies an example into a folder that `installPacked` returned, and links its dependencies, except the packages of this
 * project. The example finds these packages in the `node_modules` of `folder`. Returns the folder of the example.
 */
export function copyExample(folder: string, name: string): string {
  const from = join(root, 'examples', name);
  const target = join(folder, 'examples', name);
  cpSync(from, target, { recursive: true, filter: (file) => !/node_modules|dist/.test(relative(from, file)) });
  const { dependencies, devDependencies } = manifestOf(from);
  for (const dependency of Object.keys({ ...dependencies, ...devDependencies })) {
    if (!dependency.startsWith('@pkg/')) link(target, dependency, join(from, 'node_modules', dependency));
  }
  return target;
}

/** Returns the path of a package's tarball. */
export function tarballOf(name: string): string {
  const folder = packed();
  const file = readdirSync(folder).find((each) => each.startsWith(`pkg-${name}-`));
  if (!file) throw new Error(`pnpm made no tarball of ${name}`);
  return join(folder, file);
}

/**
 * Returns the folder with the tarballs of the packages. They are packed by the first test that needs them after a
 * build.
 */
function packed(): string {
  const cache = join(root, 'node_modules/.cache/packed');
  const folder = join(cache, buildHash());
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'new-'));
  // In `packageManager`, a hash for Corepack can follow the version of pnpm. npm accepts only the version.
  const [pnpm = 'pnpm'] = manifestOf(root).packageManager?.split('+') ?? [];
  const pack = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', fresh];
  execFileSync('npm', ['exec', '--yes', '--', pnpm, ...pack], { cwd: root, stdio: 'pipe' });
  try {
    renameSync(fresh, folder);
  } catch {
    // Another test process has packed the same build at the same time.
    rmSync(fresh, { recursive: true });
  }
  return folder;
}

/** Returns a hash of the sizes and modification times of all files that are packed. */
function buildHash(): string {
  const hash = createHash('sha256');
  for (const name of names) {
    const own = join(root, 'packages', name);
    const inside = ['dist', 'bin'].flatMap((folder) =>
      existsSync(join(own, folder))
        ? readdirSync(join(own, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
        : [],
    );
    for (const file of ['package.json', 'README.md', ...inside.sort()]) {
      const { size, mtimeMs } = statSync(join(own, file));
      hash.update(`${name}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

type Manifest = {
  packageManager?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function link(folder: string, dependency: string, from: string): void {
  const target = join(folder, 'node_modules', dependency);
  if (existsSync(target)) return;
  mkdirSync(join(target, '..'), { recursive: true });
  symlinkSync(realpathSync(from), target);
}
