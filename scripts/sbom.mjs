import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, install, pinnedPnpm, root } from './workspace.mjs';

// Writes the bill of materials of a release in the CycloneDX format to the file that the argument names. The bill lists
// the published packages and everything that npm installs with them.

const target = resolve(process.argv[2] ?? 'sbom.cdx.json');
const folder = mkdtempSync(join(tmpdir(), 'sbom-'));

try {
  await install();
  await build();
  npm(
    [
      'exec',
      '--yes',
      '--',
      pinnedPnpm(),
      '--recursive',
      '--filter',
      './packages/*',
      'pack',
      '--pack-destination',
      folder,
    ],
    root,
  );
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'binance-spot', version: '0.0.0', private: true }),
  );
  const tarballs = readdirSync(folder).flatMap((file) => (file.endsWith('.tgz') ? [`./${file}`] : []));
  npm(
    [
      'install',
      '--ignore-scripts',
      '--omit=dev',
      '--omit=peer',
      '--omit=optional',
      '--no-audit',
      '--no-fund',
      ...tarballs,
    ],
    folder,
  );
  writeFileSync(target, npm(['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--sbom-type=library'], folder));
  console.log(target);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function npm(args, cwd) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 });
}
