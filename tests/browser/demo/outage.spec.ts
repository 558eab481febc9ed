import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import {
  cancelAll,
  control,
  type Demo,
  expectLive,
  farBid,
  openLive,
  place,
  pulse,
  restart,
  rows,
  startTradingPage,
  toasts,
} from './trading-page.js';

test.use({ viewport: { width: 1440, height: 900 } });

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage();
});

test.afterAll(() => demo.stop());

test('is never live while the browser is offline, and orders are blocked', async ({ page, context }) => {
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(rows(page)).toHaveCount(1);
  await expect(page.locator('html')).toHaveAttribute('data-account', 'certain');
  await page.keyboard.press('i');
  await expect(page.locator('.inspector')).toBeVisible();
  await context.setOffline(true);
  await expect(pulse(page)).toHaveAttribute('data-state', 'offline', { timeout: 2_000 });
  await expect(page.locator('#book-state')).not.toHaveText('live');
  await expect(page.locator('#notice')).toContainText('offline');
  await expect(page.locator('#submit')).toBeDisabled();
  await expect(page).toHaveTitle(/offline/);
  // While the exchange could not be reached, it may have filled or cancelled the order, so the page marks the list of
  // orders as not certain.
  await expect(page.locator('html')).toHaveAttribute('data-account', 'uncertain');
  const note = page.locator('.orders .note');
  await expect(note).toContainText('not certain, as of');
  // The note in the panel of orders is not cut off, although the panel is narrow beside the inspector.
  const [shown, panel] = [await note.boundingBox(), await page.locator('section.orders').boundingBox()];
  expect((shown?.x ?? 0) + (shown?.width ?? 9e9)).toBeLessThanOrEqual((panel?.x ?? 0) + (panel?.width ?? 0));
  // The page also greys out the balances, the order's line in the chart, and the order's row in the table.
  for (const part of ['.assets tbody', '.order-lines', '#orders']) {
    const filter = await page.locator(part).evaluate((found) => getComputedStyle(found).filter);
    expect(filter, part).toContain('grayscale');
  }
  await context.setOffline(false);
  await expectLive(page, 40_000);
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 20_000 });
  await expect(page.locator('html')).toHaveAttribute('data-account', 'certain');
  await cancelAll(page);
});

test('an exchange that stands still is not live, and its orders are not certain', async ({ page }) => {
  await openLive(page, demo.url);
  await page.keyboard.press('Control+k');
  await expect(page.locator('#pair-ETHUSDT')).toContainText('%');
  await page.keyboard.press('Escape');
  demo.simulator.signal('SIGSTOP');
  try {
    await expect(pulse(page)).toHaveAttribute('data-state', 'stale', { timeout: 4_000 });
    await expect(page.locator('html')).toHaveAttribute('data-account', 'uncertain', { timeout: 6_000 });
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 800 });
      if (width === 390) await page.getByRole('button', { name: 'Book', exact: true }).click();
      for (const text of ['#book-state', '#pulse-text']) {
        const isCut = await page.locator(text).evaluate((shown) => shown.scrollWidth > shown.clientWidth);
        expect(isCut, `${text} is cut off at ${width} px`).toBe(false);
      }
      await expect(page.locator('#book-state')).toHaveText('stale');
    }
    // When another symbol is chosen, its book is loading. This must not change what the page says about the account.
    await page.keyboard.press('Control+k');
    await page.locator('#pair-ETHUSDT').click();
    await expect(page.locator('#book-state')).toHaveText('loading');
    await expect(page.locator('html')).toHaveAttribute('data-account', 'uncertain');
  } finally {
    demo.simulator.signal('SIGCONT');
  }
  await expectLive(page, 40_000);
  await expect(page.locator('html')).toHaveAttribute('data-account', 'certain');
});

test('is not live for a single frame while the book of a new symbol is loaded', async ({ page, context }) => {
  await openLive(page, demo.url);
  await context.route('**/api/v3/depth?**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  // After each animation frame, records whether the page says `live`, although the ladder of the order book has no
  // level.
  await page.evaluate(() => {
    const wrong: string[] = [];
    const look = (): void => {
      const texts = ['#book-state', '#pulse-text'].map((found) => document.querySelector(found)?.textContent);
      if (!document.querySelector('.level:not(.blank)') && texts.includes('live')) wrong.push(texts.join(' '));
      document.documentElement.dataset.wrong = String(wrong.length);
      requestAnimationFrame(() => setTimeout(look));
    };
    look();
  });
  for (const name of ['ETHUSDT', 'BNBUSDT', 'LTCUSDT', 'BTCUSDT']) {
    await page.keyboard.press('Control+k');
    await page.locator(`#pair-${name}`).click();
    await expect(page.locator('.symbol-button strong')).toHaveText(name.replace('USDT', '/USDT'));
    await expect(page.locator('.level:not(.blank)').first()).toBeVisible({ timeout: 10_000 });
    await expectLive(page);
  }
  await expect(page.locator('html')).toHaveAttribute('data-wrong', '0');
});

test('dims stalled data after 2 s, and asks again before it sends an order', async ({ page }) => {
  await openLive(page, demo.url);
  const far = await farBid(page);
  await control(demo, 'POST /sim/faults', { kind: 'stall', scope: 'stream' });
  try {
    await expect(pulse(page)).toHaveAttribute('data-state', 'stale', { timeout: 4_000 });
    await expect(page.locator('#pulse-text')).toContainText(/^data is [\d.]+ s old$/);
    // A screen reader reads this text aloud, and again whenever it changes.
    await expect(page.locator('#pulse [role=status]')).toHaveText('stale');
    await expect
      .poll(() => page.locator('.ladder').evaluate((found) => getComputedStyle(found).filter))
      .toContain('grayscale');
    await page.locator('#order input[name=price]').fill(far);
    await page.locator('#order input[name=quantity]').fill('0.01');
    // The second click of a double click must not count as an answer to the question.
    await page.locator('#submit').dblclick({ delay: 100 });
    await expect(page.locator('#submit')).toContainText('Buy anyway?');
    await expect(rows(page)).toHaveCount(0);
    await page.locator('#submit').click();
    await expect(rows(page)).toHaveCount(1);
    await cancelAll(page);
    await expect(page.locator('#notice')).toContainText('The newest data is old', { timeout: 8_000 });
    const reconnect = page.getByRole('button', { name: 'Reconnect' });
    await expect(reconnect).toBeVisible();
    await control(demo, 'DELETE /sim/faults');
    // The page may recover by itself before the button is clicked.
    await reconnect.click({ timeout: 2_000 }).catch(() => undefined);
    await expectLive(page, 8_000);
    await expect(page.locator('#notice')).toHaveCount(0);
  } finally {
    await control(demo, 'DELETE /sim/faults');
    await control(demo, 'POST /sim/cut');
  }
  await expectLive(page, 40_000);
});

test('is not live while data arrives late', async ({ page }) => {
  await openLive(page, demo.url);
  await control(demo, 'POST /sim/faults', { kind: 'delay', target: 'stream', ms: 4_000 });
  try {
    await expect(pulse(page)).toHaveAttribute('data-state', 'stale', { timeout: 4_000 });
    const price = page.locator('#headline .price');
    const before = await price.textContent();
    // The delayed events arrive now, and change the price.
    await expect(price).not.toHaveText(before ?? '', { timeout: 10_000 });
    await expect(pulse(page)).toHaveAttribute('data-state', 'stale');
    await expect(page.locator('#pulse-text')).toContainText(/^data is [4-6]\.\d s old$/);
  } finally {
    await control(demo, 'DELETE /sim/faults');
  }
  await expectLive(page);
});

test('shows no order for a cancellation whose answer was lost', async ({ page }) => {
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(rows(page)).toHaveCount(1);
  await control(demo, 'POST /sim/faults', { kind: 'loseAnswer', target: 'openOrders.cancelAll', times: 1 });
  await page.getByRole('button', { name: 'Cancel all' }).click();
  const ghost = page.locator('.ghost-order');
  await expect(ghost).toContainText('Cancel all orders of BTCUSDT: no answer yet');
  expect(await ghost.locator('td').allTextContents()).toEqual(['—', 'BTCUSDT', '—', expect.any(String)]);
  await expect(toasts(page).filter({ hasText: 'Taken' })).toHaveCount(1, { timeout: 20_000 });
  await expect(rows(page)).toHaveCount(0);
  await control(demo, 'DELETE /sim/faults');
});

test('a failing read has a notice that ends with it, and a retry at once', async ({ page, context }) => {
  let isBroken = true;
  await context.route('**/api/v3/klines**', (route) => (isBroken ? route.abort() : route.continue()));
  await page.goto(demo.url);
  const notice = page.locator('#notice');
  await expect(notice).toContainText('The page tries again', { timeout: 20_000 });
  isBroken = false;
  await notice.getByRole('button', { name: 'Retry now' }).click();
  await expect(notice).toHaveCount(0, { timeout: 1_500 });
  await expect(page.locator('#legend')).toContainText('O');
});

test('a search that is opened before the exchange can be reached reads the pairs later', async ({ page, context }) => {
  let isBroken = true;
  await context.route('**/api/v3/**', (route) => (isBroken ? route.abort() : route.continue()));
  await page.goto(demo.url);
  await expect(page.locator('#notice')).toContainText('cannot be reached', { timeout: 30_000 });
  await page.keyboard.press('Control+k');
  await expect(page.locator('.pairs .empty')).toContainText('Reading the pairs');
  isBroken = false;
  await expect(page.locator('.pair')).toHaveCount(5, { timeout: 20_000 });
  await expect(page.locator('#pair-ETHUSDT')).toContainText('%');
});

test('a search reads the pairs again if the first read fails', async ({ page, context }) => {
  await openLive(page, demo.url);
  let isBroken = true;
  await context.route('**/api/v3/{exchangeInfo,ticker}**', (route) => (isBroken ? route.abort() : route.continue()));
  await page.keyboard.press('Control+k');
  await expect(page.locator('#notice')).toContainText('The page tries again', { timeout: 20_000 });
  isBroken = false;
  await expect(page.locator('.pair')).toHaveCount(5, { timeout: 20_000 });
  await expect(page.locator('#pair-ETHUSDT')).toContainText('%');
});

test('shows at once that the exchange is gone, and nothing of the dead exchange after another has come', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(rows(page)).toHaveCount(1);
  await demo.simulator.stop();
  await expect(pulse(page)).not.toHaveAttribute('data-state', 'live', { timeout: 2_000 });
  await expect(page.locator('#notice')).toContainText('Connection lost');
  await expect(page.locator('.orders .note')).toContainText('not certain, as of');
  await expect(page.locator('#submit')).toBeDisabled();
  await restart(demo, '8');
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expectLive(page, 20_000);
  await expect(rows(page)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.locator('.assets [data-asset=USDT] td').last()).toHaveText('0');
  await expect(page.locator('#notice')).toHaveCount(0);
  const before = await page.locator('.last').textContent();
  await expect(page.locator('.last')).not.toHaveText(before ?? '', { timeout: 20_000 });
});

test('can trade again as soon as the market is back', async ({ page }) => {
  await openLive(page, demo.url);
  await demo.simulator.stop();
  // The connections wait longer before each attempt, and not equally long.
  await expect(page.locator('#notice')).toContainText('Attempt 3', { timeout: 30_000 });
  await restart(demo, '7');
  await expectLive(page, 20_000);
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 3_000 });
});

test('waits with a countdown for an exchange that cannot be reached, and retries at once when asked', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await demo.simulator.stop();
  await page.goto(demo.url);
  const notice = page.locator('#notice');
  await expect(notice).toContainText('cannot be reached', { timeout: 30_000 });
  // A screen reader does not read each change of a timer aloud.
  await expect(notice.getByRole('timer')).toContainText(/Next attempt in \d s/);
  await expect(page.locator('.level:not(.blank)')).toHaveCount(0);
  await expect(page.locator('#pulse-text')).toHaveText('not reached');
  const asked: number[] = [];
  page.on('request', () => asked.push(Date.now()));
  await expect(notice).toContainText('Next attempt in 3 s', { timeout: 10_000 });
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect.poll(() => asked.length, { timeout: 1_500 }).toBeGreaterThan(0);
  await restart(demo, '7');
  await expectLive(page, 40_000);
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 20_000 });
});

test('keeps the market live, also of another symbol, while the code for trading cannot be loaded', async ({ page }) => {
  let fail: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  await page.route(
    '**/assets/trading-*.js',
    async (route) => {
      await failed;
      await route.abort();
    },
    { times: 1 },
  );
  const workers: unknown[] = [];
  page.on('worker', (worker) => workers.push(worker));
  await page.goto(`${demo.url}?source=page&symbol=BTCUSDT`);
  await expectLive(page);
  await page.locator('.symbol-button').click();
  await page.locator('.search-input').fill('BNBUSDT');
  await page.locator('#pair-BNBUSDT').click();
  await expect(page.locator('.symbol-button strong')).toHaveText('BNB/USDT');
  await expectLive(page);
  fail();
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 20_000 });
  await expect(page.locator('.symbol-button strong')).toHaveText('BNB/USDT');
  await expectLive(page);
  // A second worker would be another exchange.
  expect(workers).toHaveLength(1);
});

test('reads the candles and trades again that it missed, also under the pointer', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  await page.goto(`${demo.url}?interval=1s`);
  await expectLive(page);
  await expect(page.locator('#legend')).toContainText('O');
  const { x = 0, y = 0 } = (await page.locator('.canvas').boundingBox()) ?? {};
  await page.mouse.move(x + 60, y + 120);
  await page.mouse.down();
  await page.mouse.move(x + 460, y + 120, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(x + 300, y + 120);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await control(demo, 'POST /sim/cut');
  await expect.poll(() => asked, { timeout: 20_000 }).toContain('/api/v3/klines');
  await expect.poll(() => asked, { timeout: 20_000 }).toContain('/api/v3/trades');
  await page.waitForTimeout(500);
  expect(problems).toEqual([]);
});

test('keeps the order rules after the server of the page is gone', async ({ page, context }) => {
  await openLive(page, demo.url);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await expect(page.locator('#order input[name=price]')).not.toHaveValue('');
  await context.route(`${demo.url}**`, (route) => route.abort());
  await page.locator('#order input[name=price]').fill('60000.001');
  await expect(page.locator('.field-problem').first()).toContainText('steps');
});

test('error: a server that answers HTML, one that answers nothing, and an address elsewhere', async ({ page }) => {
  test.setTimeout(120_000);
  await openLive(page, demo.url);
  const html = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
    response.end('<!doctype html><h1>Sign in</h1>');
  });
  await page.evaluate(() => {
    const { dataset } = document.documentElement;
    new MutationObserver(() => {
      const [, seconds = '0'] = /in (\d+) s\./.exec(document.querySelector('#notice')?.textContent ?? '') ?? [];
      dataset.longest = String(Math.max(Number(dataset.longest ?? 0), Number(seconds)));
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await connect(page, html.url);
  await expect(page.locator('#notice')).toContainText('cannot be reached', { timeout: 30_000 });
  // The countdown begins at 3 s, however long the page has been open.
  await expect(page.locator('html')).toHaveAttribute('data-longest', '3');
  // A simulator would have given the page an API key. This server did not, so the page shows the server's host instead
  // of the name of the simulator.
  await expect(page.locator('#source')).toContainText(new URL(html.url).host);
  const mute = await listen((request) => void request.socket.destroy());
  await connect(page, mute.url);
  await expect(page.locator('#notice')).toContainText('cannot be reached', { timeout: 30_000 });
  await html.close();
  await mute.close();
  await page.locator('#source').click();
  await page.getByLabel('REST').fill('https://api.example');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.locator('.modal .problem')).toContainText('not on this machine');
  await page.getByLabel('API key').fill('my key');
  await page.getByLabel('Secret').fill('secret');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.locator('.modal .problem')).toHaveText('This is no API key.');
  await expect(toasts(page)).toHaveCount(0);
});

async function connect(page: import('@playwright/test').Page, rest: string): Promise<void> {
  await page.locator('#source').click();
  await page.getByLabel('REST').fill(rest);
  await page.getByLabel('API key').fill('');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}

async function listen(answer: Parameters<typeof createServer>[1]): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
