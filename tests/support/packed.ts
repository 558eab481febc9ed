import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = ['core', 'streams', 'simulator'] as const;

/**
 * Creates a folder with the three packages as npm would install them: packed, and unpacked into `node_modules` together
 * with their declared dependencies and nothing else.
 */
export function installPacked(): string {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  // npm knows a version without the hash that Corepack checks.
  const [pnpm = 'pnpm'] = manifestOf(root).packageManager?.split('+') ?? [];
  const pack = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  execFileSync('npm', ['exec', '--yes', '--', pnpm, ...pack], { cwd: root, stdio: 'pipe' });
  for (const name of names) {
    const target = join(folder, 'node_modules', '@pkg', name);
    mkdirSync(target, { recursive: true });
    const tarball = readdirSync(folder).find((file) => file.startsWith(`pkg-${name}-`));
    execFileSync('tar', ['-xzf', join(folder, tarball ?? ''), '-C', target, '--strip-components=1']);
    for (const dependency of Object.keys(manifestOf(target).dependencies ?? {})) {
      const from = join(root, 'packages', name, 'node_modules', dependency);
      if (!dependency.startsWith('@pkg/')) link(folder, dependency, from);
    }
  }
  return folder;
}

function manifestOf(folder: string): { packageManager?: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function link(folder: string, dependency: string, from: string): void {
  const target = join(folder, 'node_modules', dependency);
  if (existsSync(target)) return;
  mkdirSync(join(target, '..'), { recursive: true });
  symlinkSync(realpathSync(from), target);
}
