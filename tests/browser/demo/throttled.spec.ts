import { type Browser, expect, test } from '@playwright/test';
import { type Demo, startTradingPage } from './trading-page.js';

/** How many times slower the processor is for the page. */
const SLOWDOWN = 4;
/** How many times the page is loaded and measured with each exchange: once, or eight times with `LONG=1`. */
const LOADS = process.env.LONG ? 8 : 1;

/** What a load of the page took, in ms since its start. */
type Load = {
  readonly live: number;
  /** The start and the duration of each task of the main thread that took longer than 50 ms. */
  readonly tasks: readonly (readonly [start: number, duration: number])[];
};

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage();
});

test.afterAll(() => demo.stop());

for (const world of ['server', 'page'] as const) {
  test(`loads on a processor that is ${SLOWDOWN} times slower, with the exchange in the ${world}`, async ({
    browser,
  }) => {
    test.setTimeout(60_000 * LOADS);
    const loads: Load[] = [];
    for (let index = 0; index < LOADS; index++) loads.push(await load(browser, `${demo.url}?source=${world}`));
    for (const { live, tasks } of loads) {
      const list = tasks.map(([start, duration]) => `${duration} at ${start}`).join(', ');
      console.log(`${world}: first live book after ${live} ms; tasks over 50 ms: ${list || 'none'}`);
    }
    // How long a load takes also depends on other programs of the machine, so it is printed and has no limit.
    expect(loads.every(({ live }) => live > 0)).toBe(true);
  });
}

/** Loads the page in a new context, whose cache is empty, and observes it until the order form can be used. */
async function load(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.addInitScript(() => {
    const seen = window as unknown as { live?: number; tasks: [number, number][] };
    seen.tasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        seen.tasks.push([Math.round(startTime), Math.round(duration)]);
      }
    }).observe({ entryTypes: ['longtask'] });
    new MutationObserver(() => {
      if (document.documentElement.dataset.pulse === 'live') seen.live ??= Math.round(performance.now());
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-pulse'] });
  });
  await page.goto(url);
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 40_000 });
  await expect(page.locator('#legend')).toContainText('O', { timeout: 40_000 });
  await page.waitForTimeout(2_000);
  const measured = await page.evaluate(() => {
    const { live = Number.NaN, tasks } = window as unknown as { live?: number; tasks: [number, number][] };
    return { live, tasks };
  });
  await context.close();
  return measured;
}
