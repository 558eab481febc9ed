import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@pkg/core';
// @ts-expect-error: plain JavaScript, shared with the scripts, which run before the build.
import { browserFlags, findBrowser } from '../../scripts/browser.mjs';
import { Devtools } from './devtools.js';
import { servePage } from './page-server.js';

/**
 * Shows the market in one browser tab until all books have been live for `seconds`. Then prints two shares of a
 * processor core: the share that the process of the tab used, and the share that all other processes of the browser
 * used. The environment variable `SCREENSHOT=file.png` saves a screenshot.
 *
 * The browser is queried only a few times per second, over its debugging protocol. A driver such as Playwright would
 * get a copy of every frame of every socket, which would take more processor time than the books.
 */
export async function watchInTab(environment: Environment, seconds: number): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'whole-market-'));
  const flags = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--window-size=1600,1000',
  ];
  const browser = spawn(findBrowser(), [...browserFlags, ...flags, 'about:blank'], { stdio: 'ignore' });
  const exited = new Promise((resolve) => browser.once('exit', resolve));
  const server = await servePage(environment);
  try {
    const devtools = await Devtools.connect(await portOf(profile));
    const page = await devtools.open(server.url);
    let line = '';
    while (!/all since/.test(line)) line = await next(page, line);
    const before = await taken(devtools, page);
    for (let second = 0; second < seconds; second++) line = await next(page, line);
    const after = await taken(devtools, page);
    const { SCREENSHOT } = process.env;
    if (SCREENSHOT) {
      const { data } = await page<{ data: string }>('Page.captureScreenshot');
      writeFileSync(SCREENSHOT, Buffer.from(data, 'base64'));
    }
    const share = (of: 'tab' | 'others' | 'scripts' | 'tasks'): string =>
      `${(((after[of] - before[of]) / (after.at - before.at)) * 100).toFixed(1)} %`;
    console.log(
      `tab: ${share('tab')} of a core (scripts ${share('scripts')}, all tasks ${share('tasks')}), ` +
        `the browser's other processes ${share('others')}; heap and buffers ${Math.round(after.memory / 2 ** 20)} MiB`,
    );
    for (const problem of devtools.problems) console.log(`problem: ${problem}`);
    if (devtools.problems.length > 0) process.exitCode = 1;
    await devtools.ask('Browser.close');
  } finally {
    server.close();
    browser.kill();
    await exited;
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    } catch {
      // Deleting the folder may fail, because a process of the browser still writes to it. This does no harm, because
      // it is a temporary folder.
    }
  }
}

/** Waits until the page shows a report other than `before`, and returns it. */
async function next(page: Ask, before: string): Promise<string> {
  for (;;) {
    const expression = 'document.querySelector("h1")?.textContent ?? ""';
    const { result } = await page<{ result: { value: string } }>('Runtime.evaluate', { expression });
    if (result.value !== before) {
      console.log(result.value);
      return result.value;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

type Ask = Awaited<ReturnType<Devtools['open']>>;

/** Returns the processor time used so far, in seconds, and the size of the heap and buffers of the page, in bytes. */
async function taken(devtools: Devtools, page: Ask) {
  type Process = { type: string; cpuTime: number };
  type Heap = Record<'usedSize' | 'embedderHeapUsedSize' | 'backingStorageSize', number>;
  type Metric = { name: string; value: number };
  const { metrics } = await page<{ metrics: Metric[] }>('Performance.getMetrics');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await page<Heap>('Runtime.getHeapUsage');
  const { processInfo } = await devtools.ask<{ processInfo: Process[] }>('SystemInfo.getProcessInfo');
  const metric = (name: string): number => metrics.find((entry) => entry.name === name)?.value ?? 0;
  // The browser may have several renderer processes. All except the process of the tab are idle. So the total of all
  // renderer processes is the processor time of the tab.
  const total = (those: readonly Process[]): number => those.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const tab = total(processInfo.filter(({ type }) => type === 'renderer'));
  return {
    at: performance.now() / 1_000,
    tab,
    others: total(processInfo) - tab,
    scripts: metric('ScriptDuration'),
    tasks: metric('TaskDuration'),
    memory: usedSize + embedderHeapUsedSize + backingStorageSize,
  };
}

async function portOf(profile: string): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  for (;;) {
    const [port] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (port) return port;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
