import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { control, type Demo, expectLive, startTradingPage, watch } from './trading-page.js';

/** How many seconds the page is observed: 30, or ten minutes with `LONG=1`. */
const SOAK = process.env.LONG ? 600 : 30;

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage('--mode', 'bursty');
});

test.afterAll(() => demo.stop());

test('loads at most 80 kB until the first live book, and 202 kB in all, without the simulator', async ({ page }) => {
  const sizes = new Map<string, number>();
  page.on('response', async (response) => {
    const { pathname, host } = new URL(response.url());
    const isOfPage = host === new URL(demo.url).host && /\/$|\.(?:js|css|html)$/.test(pathname);
    if (isOfPage && !pathname.includes('worker')) sizes.set(pathname, gzipSync(await response.body()).length);
  });
  const total = (): number => [...sizes.values()].reduce((sum, size) => sum + size, 0);
  await page.addInitScript(() => {
    const seen = window as unknown as { firstLive?: string[] };
    new MutationObserver(() => {
      if (document.documentElement.dataset.pulse !== 'live') return;
      seen.firstLive ??= performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-pulse'] });
  });
  await page.goto(demo.url);
  await expectLive(page);
  const loaded = await page.evaluate(() => (window as unknown as { firstLive: string[] }).firstLive);
  await page.waitForTimeout(500);
  const first = loaded.reduce((sum, path) => sum + (sizes.get(path) ?? 0), sizes.get('/') ?? 0);
  expect(first).toBeGreaterThan(30_000);
  expect(first / 1000).toBeLessThan(80);
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 20_000 });
  await page.keyboard.press('i');
  await expect(page.locator('.inspector')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.locator('.pair').first()).toBeVisible();
  console.log(`${(first / 1000).toFixed(1)} kB until the first live book, ${(total() / 1000).toFixed(1)} kB in all`);
  expect(total() / 1000).toBeLessThan(202);
});

test(`stays responsive and needs no more memory during ${SOAK} s of a busy market`, async ({ page }) => {
  test.setTimeout((SOAK + 60) * 1000);
  const problems = watch(page);
  await page.goto(demo.url);
  await expectLive(page);
  await control(demo, 'POST /sim/speed', { speed: 4 });
  try {
    await page.waitForTimeout(3_000);
    const before = await heap(page);
    const counts = await page.evaluate(async (seconds) => {
      let [frames, long] = [0, 0];
      const observer = new PerformanceObserver((list) => {
        long += list.getEntries().length;
      });
      observer.observe({ entryTypes: ['longtask'] });
      const end = performance.now() + seconds * 1000;
      await new Promise<void>((resolve) => {
        const count = (): void => {
          frames += 1;
          if (performance.now() < end) requestAnimationFrame(count);
          else resolve();
        };
        requestAnimationFrame(count);
      });
      observer.disconnect();
      return { framesPerSecond: frames / seconds, long, elements: document.querySelectorAll('*').length };
    }, SOAK);
    const after = await heap(page);
    // The frame rate also depends on other programs of the machine, so its limit is generous.
    expect(counts.framesPerSecond).toBeGreaterThan(15);
    expect(counts.elements).toBeLessThan(1_500);
    expect((after - before) / 1e6).toBeLessThan(6);
    await expectLive(page);
    expect(problems).toEqual([]);
    console.log(
      `${counts.framesPerSecond.toFixed(1)} frames a second, ${counts.long} tasks over 50 ms, heap ${(before / 1e6).toFixed(1)} → ${(after / 1e6).toFixed(1)} MB`,
    );
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

/** Returns the used heap after a garbage collection, in bytes. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  await session.detach();
  return usedSize;
}
