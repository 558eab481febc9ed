import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, root } from './workspace.mjs';

// Runs the same program with the packed packages in each supported runtime, and prints a table:
// npm run test:runtimes [-- --browsers]
// The versions of Node come from the npm package `node`. Bun, Deno and workerd are development dependencies.

const NODES = ['20.19.0', '22', '24'];
const OTHERS = ['Bun', 'Deno', 'Workers'];

await install();
await build();
const reports = mkdtempSync(join(tmpdir(), 'runtimes-'));
const rows = [];
try {
  for (const version of NODES) rows.push([`Node ${version}`, vitest('in Node', nodeBinary(version))]);
  for (const name of OTHERS) rows.push([name, vitest(`in ${name}`)]);
  if (process.argv.includes('--browsers')) rows.push(['Chromium', playwright()]);
} finally {
  rmSync(reports, { recursive: true, force: true });
}

console.log('\n| runtime | REST, order, stream, book |\n| --- | --- |');
for (const [name, result] of rows) console.log(`| ${name} | ${result} |`);
process.exitCode = rows.every(([, result]) => result === 'passed' || result.startsWith('skipped')) ? 0 : 1;

/** The executable of a version of Node, which npm downloads if necessary. */
function nodeBinary(version) {
  const args = ['exec', '--yes', `--package=node@${version}`, '--', 'node', '-p', 'process.execPath'];
  return spawnSync('npm', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
}

/** Runs the tests of runtimes whose title ends so, by this executable of Node. */
function vitest(title, node = process.execPath) {
  const file = join(reports, `${title.replace(/\W/g, '-')}-${rows.length}.json`);
  const script = join(root, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--config', 'tests/vitest.config.ts', 'tests/runtimes/runtimes', '-t', `${title}$`];
  const report = ['--reporter=json', `--outputFile.json=${file}`];
  spawnSync(node, [script, ...args, ...report], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (!existsSync(file)) return 'did not start';
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  // A suite that could not start has failed, although its tests count as skipped.
  if (testResults.some(({ status }) => status === 'failed')) return 'failed';
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ran = results.filter(({ fullName, title: own }) => (own ?? fullName).endsWith(title));
  return ran.some(({ status }) => status === 'passed') ? 'passed' : 'skipped: no binary for this machine';
}

function playwright() {
  const { status } = spawnSync(join(root, 'node_modules/.bin/playwright'), ['test', 'library', 'signing', 'streams'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0 ? 'passed' : 'failed';
}
