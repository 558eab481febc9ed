import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build, install, pnpm, tool } from './workspace.mjs';

// Installs the dependencies, builds, and runs all checks and tests. The last lines name the tests that failed, and
// those that passed only when they were repeated, each with the first line of its message. The very last line has the
// totals: `N passed, N failed, N skipped`.

const total = { passed: 0, failed: 0, skipped: 0 };
const remarks = [];
const reports = mkdtempSync(join(tmpdir(), 'reports-'));

try {
  await check('install', install);
  await check('build', build);
  await check('lint', () => expectZero(tool('biome', ['check', '.'])));
  await check('types', () => expectZero(pnpm(['--recursive', '--reporter', 'append-only', 'run', 'typecheck'])));
  await unit();
  await browser();
} finally {
  rmSync(reports, { recursive: true, force: true });
}

printTotals();
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs a step and counts it as one test. If the install or the build fails, nothing else is run. */
async function check(name, step) {
  console.log(`\n> ${name}`);
  try {
    await step();
    total.passed += 1;
  } catch (error) {
    total.failed += 1;
    remarks.push(`failed: ${name}: ${error.message}`);
    if (name === 'install' || name === 'build') {
      printTotals();
      process.exit(1);
    }
  }
}

async function unit() {
  console.log('\n> unit tests and tests in Node');
  const file = join(reports, 'unit.json');
  const code = await tool('vitest', [
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const failed = report?.numFailedTests ?? 0;
  total.passed += report?.numPassedTests ?? 0;
  // A test file that cannot be loaded reports no tests. An error outside of tests shows only in the exit code. Both
  // count as failures.
  total.failed += failed === 0 && code !== 0 ? Math.max(report?.numFailedTestSuites ?? 0, 1) : failed;
  total.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  for (const { name, message, assertionResults } of report?.testResults ?? []) {
    const path = relative(process.cwd(), name);
    if (message) remarks.push(`failed: ${path}: ${firstLine(message)}`);
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === 'failed') remarks.push(`failed: ${path}: ${fullName}: ${firstLine(failureMessages[0])}`);
  }
}

async function browser() {
  console.log('\n> tests in a browser');
  await check('browser', async () => {
    const { ensureBrowser, ensureFirefox } = await import('./browser.mjs');
    console.log(ensureBrowser());
    console.log(ensureFirefox() ?? 'No Firefox: its tests are skipped.');
  });
  const file = join(reports, 'browser.json');
  const code = await tool('playwright', ['test', '--reporter=list,json'], {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  const { stats, suites = [] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const failed = stats?.unexpected ?? 0;
  total.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0);
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
  total.skipped += stats?.skipped ?? 0;
  suites.forEach(remarkSpecs);
}

/** Adds a remark for each test in a browser that failed at least once. */
function remarkSpecs({ specs = [], suites = [] }) {
  for (const { file, line, title, tests } of specs)
    for (const { status, results } of tests)
      if (status === 'unexpected' || status === 'flaky') {
        const outcome = status === 'flaky' ? 'repeated' : 'failed';
        const failure = results.find(({ error }) => error)?.error;
        remarks.push(`${outcome}: ${file}:${line}: ${title}: ${firstLine(failure?.message)}`);
      }
  suites.forEach(remarkSpecs);
}

/** Returns the first line of a message, without the colours of a terminal. */
function firstLine(message = 'no message') {
  return stripVTControlCharacters(message).split('\n', 1)[0];
}

function printTotals() {
  for (const remark of remarks) console.log(remark);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

async function expectZero(running) {
  const code = await running;
  if (code !== 0) throw new Error(`exit code ${code}`);
}
