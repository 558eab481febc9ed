import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import {
  cancelAll,
  type Demo,
  expectLive,
  farBid,
  numberIn,
  openLive,
  place,
  pulse,
  rows,
  sentMethods,
  startTradingPage,
  toasts,
  watch,
} from './trading-page.js';

const dist = fileURLToPath(new URL('../../../apps/demo/dist/', import.meta.url));

test.use({ viewport: { width: 1440, height: 900 } });

let demo: Demo;
let files: { url: string; close(): void };

test.beforeAll(async () => {
  demo = await startTradingPage();
  files = await serveFiles('/some/folder/');
});

test.afterAll(async () => {
  files.close();
  await demo.stop();
});

test('a link opens a live market from static files in any folder, and nothing else is requested', async ({ page }) => {
  const problems = watch(page);
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await openLive(page, `${files.url}?source=page&seed=3&symbol=ETHUSDT`);
  await expect(page.locator('#source')).toHaveText(/Simulated here/);
  await place(page, await farBid(page), '0.1');
  await expect(rows(page)).toHaveCount(1);
  expect([...origins]).toEqual([new URL(files.url).origin]);
  expect(problems).toEqual([]);
});

test('drop a diff: the ids, the snapshot and the time until the book is live again', async ({ page }) => {
  await openLive(page, demo.url);
  await tryIt(page, 'drop-diff');
  const life = page.locator('#book-life');
  await expect(life).toContainText(/dropped the event with updates \d+ to \d+/);
  await expect(life).toContainText(/gap: the book ends at \d+, the next event starts at \d+/);
  await expect(life).toContainText('snapshot requested, weight 50');
  await expect(life.locator('li').first()).toContainText(/live in \d+ ms at update \d+/, { timeout: 10_000 });
  await expectLive(page);
});

test('lose an answer: the order is shown as unknown, then as accepted, and is placed once', async ({ page }) => {
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  await tryIt(page, 'lose-answer');
  await expect(page.locator('.ghost-order')).toHaveCount(1);
  await expect(toasts(page).filter({ hasText: 'Taken' })).toHaveCount(1, { timeout: 20_000 });
  await expect(page.locator('.ghost-order')).toHaveCount(0);
  await expect(rows(page)).toHaveCount(1);
  expect(sent.filter((method) => method === 'order.place')).toHaveLength(1);
  await cancelAll(page);
});

test('lose an answer: an order that was not sent does not lose the answer of the next order', async ({ page }) => {
  // While the page's root element has the attribute `data-mute`, sockets cannot send orders.
  await page.addInitScript(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      const { mute } = document.documentElement.dataset;
      if (mute !== undefined && String(data).includes('order.place')) throw new Error('mute');
      send.call(this, data);
    };
  });
  await openLive(page, demo.url);
  await page.evaluate(() => document.documentElement.setAttribute('data-mute', ''));
  await tryIt(page, 'lose-answer');
  await expect(toasts(page).filter({ hasText: 'Not sent' })).toHaveCount(1);
  await page.evaluate(() => document.documentElement.removeAttribute('data-mute'));
  await place(page, await farBid(page), '0.01');
  await expect(toasts(page).filter({ hasText: 'Order placed' })).toHaveCount(1);
  await expect(toasts(page).filter({ hasText: 'The answer was lost' })).toHaveCount(0);
  await cancelAll(page);
});

test('filled while away: reported once, as recovered', async ({ page }) => {
  await openLive(page, demo.url);
  await tryIt(page, 'filled-away');
  const recovered = toasts(page).filter({ hasText: 'while you were away' });
  await expect(recovered).toHaveCount(1, { timeout: 30_000 });
  await expect(recovered.locator('.tag')).toHaveText('recovered');
  await expect(recovered).toContainText('Bought');
  await expect(rows(page)).toHaveCount(0);
  await expectLive(page, 30_000);
  await expect(recovered).toHaveCount(1);
});

test('an experiment that fails says so', async ({ page }) => {
  const problems = watch(page);
  await page.route('**/sim/trade', (route) => route.fulfill({ status: 400, json: { error: 'no such trade' } }));
  await openLive(page, demo.url);
  await tryIt(page, 'filled-away');
  await expect(toasts(page).filter({ hasText: 'Filled while away' })).toContainText('no such trade');
  expect(problems.filter((text) => !text.includes('400'))).toEqual([]);
  await expectLive(page, 30_000);
  await expect(page.locator('html')).toHaveAttribute('data-account', 'certain', { timeout: 30_000 });
  // The market may fill the order before it is cancelled.
  await expect(async () => {
    if ((await rows(page).count()) > 0)
      await page.getByRole('button', { name: /^Cancel all/ }).click({ timeout: 1_000 });
    await expect(rows(page)).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
});

test('429 storm: a countdown is shown, and nothing is sent before its end', async ({ page }) => {
  const requests: number[] = [];
  await openLive(page, demo.url);
  page.on('requestfinished', (request) => {
    if (request.url().includes('/api/v3/')) requests.push(request.timing().startTime);
  });
  await tryIt(page, 'storm');
  const begun = Date.now();
  await page.getByRole('tab', { name: 'State' }).click();
  await expect(page.locator('#stop')).toContainText(/goes out in \d s/);
  await expect(page.locator('#stop')).toHaveCount(0, { timeout: 15_000 });
  await expect.poll(() => requests.length, { timeout: 10_000 }).toBeGreaterThan(3);
  expect(requests.filter((at) => at > begun && at - begun < 6_500)).toEqual([]);
  await expectLive(page);
});

test('a clock five minutes off: orders are placed with the time of the exchange', async ({ page }) => {
  await openLive(page, demo.url);
  await tryIt(page, 'clock');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('tab', { name: 'State' }).click();
  await expect(page.locator('#machine-clock')).toContainText('set wrong');
  const seconds = async (selector: string): Promise<number> => {
    const [hours = 0, minutes = 0, rest = 0] =
      ((await page.locator(selector).textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];
    return hours * 3600 + minutes * 60 + rest;
  };
  const ahead = (((await seconds('#machine-clock')) - (await seconds('#exchange-clock'))) / 60 + 1440) % 1440;
  expect(Math.round(ahead)).toBe(5);
  await cancelAll(page);
});

test('type nonsense: Tab takes the nearest legal order', async ({ page }) => {
  await openLive(page, demo.url);
  await tryIt(page, 'nonsense');
  const price = page.locator('#order input[name=price]');
  await expect(price).toBeFocused();
  const typed = Number(await price.inputValue());
  await page.keyboard.press('Tab');
  await expect(price).toHaveValue(/^\d+(\.\d{1,2})?$/);
  expect(Math.abs(Number(await price.inputValue()) - typed)).toBeLessThanOrEqual(0.005);
});

test('time machine: pause, crash, and a link that repeats the run with the same book', async ({ page, context }) => {
  test.setTimeout(90_000);
  await openLive(page, `${files.url}?source=page&seed=11`);
  await openInspector(page);
  const machine = page.locator('#time-machine');
  const price = async (): Promise<number> =>
    Number(((await page.locator('.last').textContent()) ?? '').replaceAll(',', ''));
  const before = await price();
  await machine.getByRole('button', { name: 'Crash' }).click();
  await machine.getByRole('button', { name: '×10' }).click();
  await expect.poll(price, { timeout: 30_000 }).toBeLessThan(before * 0.99);
  await machine.getByRole('button', { name: 'Pause' }).click();
  await expect(pulse(page)).toHaveAttribute('data-state', 'paused');
  const hash = page.locator('#book-hash');
  await expect(hash).toHaveText(/^[0-9a-f]{16}$/);
  await page.waitForTimeout(600);
  const expected = await hash.textContent();
  const link = (await page.locator('#copy-link').getAttribute('data-text')) ?? '';
  const friend = await context.newPage();
  await friend.goto(link);
  await expect(pulse(friend)).toHaveAttribute('data-state', 'paused', { timeout: 40_000 });
  await openInspector(friend);
  await expect(friend.locator('#book-hash')).toHaveText(expected ?? '');
  await expect(friend.locator('.last')).toHaveText((await page.locator('.last').textContent()) ?? '');
});

test('time machine: a run of more than an hour has no link, because no page would repeat it', async ({ page }) => {
  // Adds almost an hour to the time of the run that the worker reports.
  await page.addInitScript(() => {
    const listen = MessagePort.prototype.addEventListener;
    MessagePort.prototype.addEventListener = function (type: string, listener: EventListenerOrEventListenerObject) {
      listen.call(this, type, (event) => {
        const { data } = event as MessageEvent<{ kind: string; elapsed: number }>;
        if (data.kind === 'time') data.elapsed += 3_590_000;
        (listener as EventListener)(event);
      });
    };
  });
  await openLive(page, `${files.url}?source=page`);
  await openInspector(page);
  const machine = page.locator('#time-machine');
  await machine.getByRole('button', { name: 'Pause' }).click();
  await expect(machine.locator('#copy-link')).toHaveCount(1);
  await machine.getByRole('button', { name: '×60' }).click();
  await expect(machine).toContainText(/36\d\d\.\d s since the start/);
  await machine.getByRole('button', { name: 'Pause' }).click();
  await expect(machine).toContainText('A link can repeat only the first hour of a run.');
  await expect(machine.locator('#copy-link')).toHaveCount(0);
});

test('drag an order: its label in the chart moves it to another price', async ({ page }) => {
  await openLive(page, demo.url);
  await tryIt(page, 'drag');
  await expect(rows(page)).toHaveCount(1);
  const label = page.locator('.order-label');
  await expect(label).toBeVisible();
  const before = (await page.locator('#orders .inline-number').first().textContent()) ?? '';
  const box = await label.boundingBox();
  if (!box) throw new Error('the label has no box');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 60, { steps: 5 });
  // The order's label in the chart now names the price to which the order will move. The label was dragged down, so
  // this price is lower than before.
  const [, moved = ''] = ((await label.textContent()) ?? '').split(' @ ');
  expect(numberIn(moved)).toBeLessThan(numberIn(before));
  // The order's line in the chart is under the pointer.
  const { y = 0, height = 0 } = (await label.boundingBox()) ?? {};
  expect(Math.abs(y + height / 2 - (box.y + 60))).toBeLessThan(height);
  await page.mouse.up();
  await expect(toasts(page).filter({ hasText: 'Order moved' })).toHaveCount(1);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.locator('#orders .inline-number').first()).toHaveText(moved);
  await expect(label).toContainText(` @ ${moved}`);
  await label.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(page.locator('#orders .inline-number').first()).toHaveText(moved);
  await cancelAll(page);
});

test('Escape ends the drag of an order, and only the main button begins one', async ({ page }) => {
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  await tryIt(page, 'drag');
  await expect(rows(page)).toHaveCount(1);
  const label = page.locator('.order-label');
  await expect(label).toBeVisible();
  const shown = (await label.textContent()) ?? '';
  for (const button of ['left', 'right'] as const) {
    await label.hover();
    const { x = 0, y = 0, height = 0 } = (await label.boundingBox()) ?? {};
    const middle = y + height / 2;
    await page.mouse.down({ button });
    await page.mouse.move(x + 20, middle + 40, { steps: 4 });
    if (button === 'left') {
      await expect(label).toContainText('⇕');
      await page.keyboard.press('Escape');
    }
    await expect(label).toHaveText(shown);
    await page.mouse.move(x + 20, middle + 45);
    await expect(label).toHaveText(shown);
    await page.mouse.up({ button });
  }
  // A click moves nothing, even if the pointer is not on the line and moves a little.
  await label.hover({ position: { x: 20, y: 2 } });
  const edge = (await label.boundingBox()) ?? { x: 0, y: 0 };
  await page.mouse.down();
  await page.mouse.move(edge.x + 21, edge.y + 3);
  await expect(label).toContainText(shown);
  await page.mouse.up();
  // After Enter, the release of the button does not move the order again.
  await label.hover();
  const { x = 0, y = 0, height = 0 } = (await label.boundingBox()) ?? {};
  await page.mouse.down();
  await page.mouse.move(x + 20, y + height / 2 + 40, { steps: 4 });
  await page.keyboard.press('Enter');
  await page.mouse.move(x + 20, y + height / 2 + 60);
  await page.mouse.up();
  await expect(toasts(page).filter({ hasText: 'Order moved' })).toHaveCount(1);
  await expect(label).not.toHaveText(shown);
  await cancelAll(page);
  expect(sent.filter((method) => method === 'order.cancelReplace')).toHaveLength(1);
});

test('shows the code of what was just done', async ({ page }) => {
  await openLive(page, demo.url);
  await openInspector(page);
  const far = await farBid(page);
  await place(page, far, '0.01');
  await expect(page.locator('#code')).toContainText('client.createOrder({');
  await expect(page.locator('#code')).toContainText(`price: '${far}'`);
  await page.getByRole('button', { name: /^Cancel Buy/ }).click();
  await expect(page.locator('#code')).toContainText('client.cancelOrder({');
});

test('says that a text is copied only if it was', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const problems = watch(page);
  await openLive(page, demo.url);
  await tryIt(page, 'drop-diff');
  // Clicks on the button and returns its text two animation frames later. The text returns to `Copy` after 1.5 s.
  const copy = (): Promise<string | null> =>
    page.locator('.code button').evaluate(async (button: HTMLElement) => {
      button.click();
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      return button.textContent;
    });
  expect(await copy()).toBe('Copied');
  const code = await page.locator('#code').textContent();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await expect(page.locator('.code button')).toHaveText('Copy');
  // A page that came neither over HTTPS nor from this machine has no clipboard.
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  expect(await copy()).toBe('Copy');
  expect(problems).toEqual([]);
});

test('1,500 live books in one view: a click on one opens it at once, and links repeat it', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await page.goto(`${files.url}?source=page&seed=5&view=wall`);
  await expect(page.locator('#wall-count')).toHaveText('1,500 of 1,500 books live', { timeout: 60_000 });
  // Playwright waits for an element to stop moving before a click. The canvas never moves, so `force` skips this wait.
  await page.locator('.wall canvas').click({ position: { x: 12, y: 12 }, force: true });
  await expect(page.locator('.symbol-button strong')).toHaveText(/^S\d+\/USDT$/, { timeout: 15_000 });
  // The view of all 1,500 books uses no request weight, so the snapshot of the opened symbol's book need not wait for
  // the next minute.
  await expectLive(page, 15_000);
  await expect(page.locator('.rows.bids .level:not(.blank)').first()).toBeVisible();

  // The page's URL opens the same symbol again.
  const symbol = await page.locator('.symbol-button strong').textContent();
  await page.reload();
  await expectLive(page, 15_000);
  await expect(page.locator('.symbol-button strong')).toHaveText(symbol ?? '');

  // The link that the page of another symbol copies repeats the market of that symbol on a second page, without the
  // view of the 1,500 books.
  await page.locator('.symbol-button').click();
  await page.locator('.search-input').fill('BNBBTC');
  await page.locator('#pair-BNBBTC').click();
  await expect(page.locator('.symbol-button strong')).toHaveText('BNB/BTC');
  await expectLive(page);
  await openInspector(page);
  await page.locator('#time-machine').getByRole('button', { name: 'Pause' }).click();
  const hash = page.locator('#book-hash');
  await expect(hash).toHaveText(/^[0-9a-f]{16}$/);
  const friend = await context.newPage();
  await friend.goto((await page.locator('#copy-link').getAttribute('data-text')) ?? '');
  await expect(pulse(friend)).toHaveAttribute('data-state', 'paused', { timeout: 40_000 });
  await openInspector(friend);
  await expect(friend.locator('#book-hash')).toHaveText((await hash.textContent()) ?? '');
});

async function openInspector(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Inspector', exact: true });
  if ((await button.getAttribute('aria-pressed')) === 'false') await button.click();
  await expect(page.locator('.inspector')).toBeVisible();
}

async function tryIt(page: Page, id: string): Promise<void> {
  await openInspector(page);
  await page.locator(`#try-${id}`).click();
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** Serves the built page as static files, below a folder of the server. */
async function serveFiles(folder: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.startsWith(folder) ? join(dist, path.slice(folder.length) || 'index.html') : '';
    if (!file.startsWith(dist) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${folder}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
