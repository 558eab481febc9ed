import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser, ensureFirefox } from './browser.mjs';
import { build, install, root, tool } from './workspace.mjs';

// Runs the same programs with the packed packages in each supported runtime, and prints a table of the results: `npm
// run test:runtimes`. The versions of Node come from the npm package `node`. Bun, Deno and workerd are development
// dependencies. The script tries to install Chromium and Firefox if they are missing. Vite, webpack and Rollup, which
// npm downloads, also bundle the programs, and Chromium runs these bundles.

const NODES = ['20.19.0', '22', '24'];

await install();
await build();

const nodes = Object.fromEntries(NODES.map((version) => [`Node ${version}`, nodeBinary(version)]));
const browsers = { chromium: orNull(ensureBrowser), firefox: orNull(ensureFirefox) };
const versions = {
  ...Object.fromEntries(Object.entries(nodes).map(([name, path]) => [name, `Node ${versionOf(path)}`])),
  Bun: `Bun ${packageVersion('bun')}`,
  Deno: `Deno ${packageVersion('deno')}`,
  workerd: `workerd ${packageVersion('workerd')}`,
  Chromium: `Chromium ${versionOf(browsers.chromium)}`,
  Firefox: `Firefox ${versionOf(browsers.firefox)}`,
  Vite: `Vite ${npmVersion('vite@8')}`,
  webpack: `webpack ${npmVersion('webpack@5')}`,
  Rollup: `Rollup ${npmVersion('rollup@4')}`,
};

const reports = mkdtempSync(join(tmpdir(), 'runtimes-'));
const file = join(reports, 'report.json');
try {
  process.exitCode = await tool(
    'vitest',
    [
      ...['run', '--config', 'tests/vitest.config.ts', 'tests/runtimes/runtimes.test.ts'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    ],
    { env: { ...process.env, RUNTIMES: JSON.stringify({ nodes, ...browsers }) } },
  );
  if (existsSync(file)) console.log(`\n${tableOf(JSON.parse(readFileSync(file, 'utf8'))).join('\n')}`);
} finally {
  rmSync(reports, { recursive: true, force: true });
}

/** Makes a table of the test results, with a row for each runtime and a column for each feature. */
function tableOf({ testResults }) {
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const features = [
    ...new Set(results.filter(({ ancestorTitles }) => ancestorTitles.length > 0).map((each) => each.title)),
  ];
  const rows = Object.entries(versions).map(([name, shown]) => {
    const cells = features.map((feature) => {
      const found = results.find(
        ({ ancestorTitles: [suite], title }) => suite === `the packed packages in ${name}` && title === feature,
      );
      if (found?.status === 'passed') return 'yes';
      return found?.status === 'failed' ? 'no' : 'not run: none for this machine';
    });
    return [shown, ...cells];
  });
  const all = [['runtime', ...features], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(all[0]), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)];
}

/**
 * Returns the path of the Node binary of a version. npm downloads it if necessary. Returns null if npm has none for
 * this machine.
 */
function nodeBinary(version) {
  const args = ['exec', '--yes', `--package=node@${version}`, '--', 'node', '-p', 'process.execPath'];
  const { status, stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function versionOf(path) {
  if (!path) return '';
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? '';
}

/** Returns the newest version of a package of npm within a range, such as `vite@8`. */
function npmVersion(range) {
  const { stdout } = spawnSync('npm', ['view', range, 'version', '--json'], { cwd: root, encoding: 'utf8' });
  return stdout ? [JSON.parse(stdout)].flat().at(-1) : '';
}

function packageVersion(name) {
  const manifest = createRequire(join(root, 'tests/package.json')).resolve(`${name}/package.json`);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

function orNull(find) {
  try {
    return find() ?? null;
  } catch {
    return null;
  }
}
