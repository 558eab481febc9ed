import type { Environment } from '@pkg/core';
import { type CDPSession, chromium } from '@playwright/test';
// @ts-expect-error: plain JavaScript, shared with the scripts, which run before anything is built.
import { browserFlags, findBrowser } from '../../scripts/browser.mjs';
import { servePage } from './page-server.js';
import type { MarketReport } from './whole-market.js';

declare global {
  /** What the page keeps for us. */
  var report: MarketReport | undefined;
}

/**
 * Shows the market in one tab until all books were live for so many seconds, then prints the share of a core that the
 * tab's process and the browser's others took. `SCREENSHOT=file.png` keeps what it looked like.
 */
export async function watchInTab(environment: Environment, seconds: number): Promise<void> {
  const executablePath = findBrowser();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: browserFlags });
  const server = await servePage(environment);
  try {
    const system = await browser.newBrowserCDPSession();
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    let sockets = 0;
    page.on('websocket', () => sockets++);
    await page.goto(server.url);
    await page.waitForFunction(() => globalThis.report?.allLiveAfter !== undefined, undefined, { timeout: 180_000 });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const before = await taken(system, session);
    for (let second = 0; second < seconds; second++) {
      await page.waitForTimeout(1_000);
      console.log(await page.locator('h1').textContent());
    }
    const after = await taken(system, session);
    const { SCREENSHOT } = process.env;
    if (SCREENSHOT) await page.screenshot({ path: SCREENSHOT });
    const wall = after.at - before.at;
    const share = (from: number, to: number): string => `${(((to - from) / wall) * 100).toFixed(1)} %`;
    console.log(
      `tab: ${share(before.tab, after.tab)} of a core, of which scripts ${share(before.scripts, after.scripts)} and tasks ` +
        `${share(before.tasks, after.tasks)}; the browser's other processes ${share(before.others, after.others)}; ` +
        `heap ${Math.round(after.heap / 2 ** 20)} MiB; ${sockets} connections`,
    );
    for (const problem of problems) console.log(`problem: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    server.close();
    await browser.close();
  }
}

/** Seconds of processor time so far, and bytes of the page's heap. */
async function taken(system: CDPSession, session: CDPSession) {
  const { metrics } = await session.send('Performance.getMetrics');
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const metric = (name: string): number => metrics.find((entry) => entry.name === name)?.value ?? 0;
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  // A spare renderer may wait beside the tab's, doing nothing.
  const tab = Math.max(...renderers.map(({ cpuTime }) => cpuTime));
  return {
    at: performance.now() / 1_000,
    tab,
    others: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) - tab,
    scripts: metric('ScriptDuration'),
    tasks: metric('TaskDuration'),
    heap: metric('JSHeapUsedSize'),
  };
}
