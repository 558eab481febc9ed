import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const names = ['core', 'streams', 'simulator'] as const;

/**
 * A new folder with the three packages as npm would install them: packed, unpacked into `node_modules`, beside the
 * dependencies that they name and nothing else.
 */
export function installPacked(): string {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  const scope = join(folder, 'node_modules', '@pkg');
  for (const name of names) {
    const target = join(scope, name);
    mkdirSync(target, { recursive: true });
    const { packageManager } = JSON.parse(readFileSync(join(packages, '..', 'package.json'), 'utf8')) as {
      packageManager: string;
    };
    execFileSync('npm', ['exec', '--yes', '--', packageManager, 'pack', '--pack-destination', folder], {
      cwd: join(packages, name),
      stdio: 'pipe',
    });
    const tarball = readdirSync(folder).find((file) => file.startsWith(`pkg-${name}-`));
    execFileSync('tar', ['-xzf', join(folder, tarball ?? ''), '-C', target, '--strip-components=1']);
    const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (!dependency.startsWith('@pkg/')) link(folder, dependency, join(packages, name, 'node_modules', dependency));
    }
  }
  return folder;
}

function link(folder: string, dependency: string, from: string): void {
  const target = join(folder, 'node_modules', dependency);
  if (existsSync(target)) return;
  mkdirSync(join(target, '..'), { recursive: true });
  symlinkSync(realpathSync(from), target);
}
