import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Simulator, startDemo, startSimulator } from '../support/processes.js';
import { faintTexts } from './contrast.js';

const key = ['--api-key', 'demo-key-demo-key', '--api-secret', 'demo-secret-demo-secret'];

let simulator: Simulator;
let demo: Awaited<ReturnType<typeof startDemo>>;

test.beforeAll(async () => {
  simulator = await startSimulator('--seed', '7', '--history', '1', ...key);
  demo = await startDemo(simulator);
});

test.afterAll(async () => {
  await demo.stop();
  await simulator.stop();
});

test('shows a live book whose best bid and ask keep changing', async ({ page }) => {
  const problems = watch(page);
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  const touch = page.locator('#touch');
  const seen = new Set<string>();
  await expect
    .poll(async () => seen.add((await touch.textContent()) ?? '').size, { timeout: 20_000 })
    .toBeGreaterThan(4);
  await expect(page.locator('#trades li').first()).toBeVisible();
  await expect(page.locator('#chart canvas').first()).toBeVisible();
  await expect(page.locator('#connection')).toHaveAttribute('data-state', 'open');
  expect(problems).toEqual([]);
});

test('places a LIMIT order, shows it among the open ones and cancels it', async ({ page }) => {
  await page.goto(demo.url);
  await order(page, await farBid(page), '0.01');
  const row = page.locator('#orders tr');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('BUY');
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('#orders tr')).toHaveCount(0);
  await expect(page.locator('#notice')).toBeHidden();
});

test('refuses an order that breaks a rule, before it is sent, and offers the nearest legal value', async ({ page }) => {
  await page.goto(demo.url);
  const price = await farBid(page);
  await order(page, `${price}.001`, '0.01');
  const problem = page.locator('.problem');
  await expect(problem).toContainText('PRICE_FILTER');
  await problem.getByRole('button').first().click();
  await page.locator('#submit').click();
  const row = page.locator('#orders tr');
  await expect(row).toHaveCount(1);
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toHaveCount(0);
});

test('fills in a price of the ladder by keyboard, and announces it', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.locator('#submit')).toBeEnabled();
  await expect(page.locator('#book-state')).toHaveText('live');
  await setPace(simulator, 0);
  const price = page.locator('[name=price]');
  await expect(price).not.toHaveValue('');
  const rows = page.getByRole('option');
  const focused = page.locator('.ladder .level:focus-visible');
  // The ladder has one tab stop, which is at first the best bid. The row above is the best ask.
  await page.locator('#connection').focus();
  await page.keyboard.press('Tab');
  await expect(focused).toHaveCount(1);
  await expect(page.locator('#bids .level').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('#asks .level').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('#asks .level').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(price).toHaveValue(await exactPrice(focused));
  await expect(page.locator('#announcement')).toHaveText(`Price ${await price.inputValue()}`);
  await page.keyboard.press('End');
  await expect(rows.last()).toBeFocused();
  await expect(focused).toBeInViewport();
  await page.keyboard.press('ArrowDown');
  await expect(rows.last()).toBeFocused();
  await page.keyboard.press('Space');
  await expect(price).toHaveValue(await exactPrice(focused));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '1s' })).toBeFocused();
  // The list scrolls back after keyboard use, so that the best price is visible.
  await expect(page.locator('#bids .level').first()).toBeInViewport();
  await setPace(simulator, 1);
});

test('keeps the keyboard focus through a refusal, an order and its cancellation', async ({ page }) => {
  await page.goto(demo.url);
  const price = await farBid(page);
  const field = page.getByRole('textbox', { name: 'Price' });
  await page.getByRole('textbox', { name: 'Amount' }).fill('0.01');
  await field.fill(`${price}.001`);
  await field.press('Enter');
  await expect(page.locator('#fixes[role=alert]')).toContainText('PRICE_FILTER');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await page.locator('.problem').getByRole('button').first().press('Enter');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'false');
  const submit = page.locator('#submit');
  await submit.press('Enter');
  await expect(page.locator('#announcement')).toHaveText(`BUY 0.01 BTC at ${price}: NEW`);
  await expect(submit).toBeFocused();
  await page.getByRole('button', { name: `Cancel BUY 0.01 BTCUSDT at ${price}` }).press('Enter');
  await expect(page.locator('#announcement')).toHaveText(`Cancelled: BUY 0.01 BTCUSDT at ${price}`);
  await expect(page.locator('#orders tr')).toHaveCount(0);
  await expect(page.locator('.orders')).toBeFocused();
});

test('clears the price and quantity of the previous symbol', async ({ page }) => {
  await page.goto(demo.url);
  await farBid(page);
  let answer: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/v3/ticker/price?*', async (route) => {
    await isAnswered;
    await route.continue();
  });
  await page.locator('#symbol').fill('ETHUSDT');
  await page.locator('#symbol').press('Enter');
  await expect(page.locator('#submit')).toHaveText('Buy ETH');
  const [price, quantity] = [page.locator('[name=price]'), page.locator('[name=quantity]')];
  await expect(price).toHaveValue('');
  await expect(quantity).toHaveValue('');
  await price.fill('1234');
  answer();
  await expect(quantity).not.toHaveValue('');
  await expect(price).toHaveValue('1234');
});

test('error: shows the outcome of an order whose answer was lost', async ({ page }) => {
  await page.goto(demo.url);
  const price = await farBid(page);
  const fault = 'kind=loseAnswer&scope=wsApi&target=order.place&times=1';
  expect((await fetch(`${simulator.rest}/sim/faults?${fault}`, { method: 'POST' })).ok).toBe(true);
  await order(page, price, '0.01');
  await expect(page.locator('#notice')).toContainText('BinanceUnknownOutcomeError');
  await expect(page.locator('#announcement')).toHaveText(
    `BUY 0.01 BTC at ${price}: accepted by the exchange after all`,
    {
      timeout: 20_000,
    },
  );
  await expect(page.locator('#notice')).toBeHidden();
  await page.locator('#orders tr').getByRole('button').click();
  await expect(page.locator('#orders tr')).toHaveCount(0);
});

test('checks an order by the rules after the server of the page is gone', async ({ page, context }) => {
  await page.goto(demo.url);
  const price = await farBid(page);
  await context.route(`${demo.url}**`, (route) => route.abort());
  await order(page, `${price}.001`, '0.01');
  await expect(page.locator('.problem')).toContainText('PRICE_FILTER');
});

for (const colorScheme of ['dark', 'light'] as const)
  test(`is legible: every text has a contrast of 4.5 to 1, ${colorScheme}`, async ({ browser }) => {
    const page = await browser.newPage({ colorScheme });
    await page.goto(demo.url);
    await order(page, `${await farBid(page)}.001`, '0.01');
    await expect(page.locator('.problem')).toBeVisible();
    await page.locator('#symbol').fill('NOSUCH');
    await page.locator('#symbol').press('Enter');
    await expect(page.locator('#notice')).toBeVisible();
    expect(await page.evaluate(faintTexts)).toEqual([]);
    await page.locator('[value=SELL] + span').click();
    await page.locator('#connection').click();
    expect(await page.evaluate(faintTexts)).toEqual([]);
    await page.close();
  });

test('shows at once that the exchange is gone, and reconnects to it', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  await simulator.stop();
  await expect(page.locator('#connection')).not.toHaveAttribute('data-state', 'open', { timeout: 2_000 });
  await expect(page.locator('#book-state')).not.toHaveText('live', { timeout: 2_000 });
  simulator = await startSimulator('--seed', '8', '--history', '1', '--port', String(simulator.port), ...key);
  await expect(page.locator('#book-state')).toHaveText('live', { timeout: 40_000 });
  const touch = page.locator('#touch');
  const before = await touch.textContent();
  await expect(touch).not.toHaveText(before ?? '', { timeout: 20_000 });
});

test('shows each trade once, and none of the previous symbol, even if symbols are picked fast', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  const symbol = page.locator('#symbol');
  // Enter causes both a change event and a submit event.
  for (const name of ['ETHUSDT', 'BNBBTC', 'BTCUSDT', 'LTCUSDT', 'ETHUSDT']) {
    await symbol.fill(name);
    await symbol.press('Enter');
  }
  await expect(page.locator('#chart-title')).toHaveText('ETH / USDT');
  await expect(page.locator('#book-state')).toHaveText('live');
  await expect.poll(() => page.locator('#trades li').count(), { timeout: 20_000 }).toBeGreaterThan(10);
  await expect(page.locator('#notice')).toBeHidden();
  const lines = await page.locator('#trades li').allTextContents();
  const [first] = lines;
  const whole = (line = '') => Number(line.split('.')[0]);
  expect(lines.filter((line) => Math.abs(whole(line) / whole(first) - 1) > 0.1)).toEqual([]);
  // Two trades with the same time, price and quantity are rare. A second subscription would double every line.
  expect(new Set(lines).size).toBeGreaterThan(0.8 * lines.length);
});

test('shows nothing of the previous exchange while the next cannot be reached, and connects to it later', async ({
  page,
}) => {
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  const port = simulator.port;
  await simulator.stop();
  await page.reload();
  await expect(page.locator('#notice')).toContainText('BinanceTransportError: getExchangeInfo', { timeout: 30_000 });
  await expect(page.locator('#book-state')).toHaveText('');
  await expect(page.locator('#submit')).toBeDisabled();
  simulator = await startSimulator('--seed', '8', '--history', '1', '--port', String(port), ...key);
  await expect(page.locator('#book-state')).toHaveText('live', { timeout: 40_000 });
  await expect(page.locator('#notice')).toBeHidden();
  await expect(page.locator('#submit')).toBeEnabled();
  await connect(page, { rest: 'http://127.0.0.1:1', streams: 'ws://127.0.0.1:1', wsApi: 'ws://127.0.0.1:1' });
  await expect(page.locator('#book-state')).toHaveText('');
  await expect(page.locator('.ladder .level:not(.blank)')).toHaveCount(0);
});

test('cancels an order once, even with several clicks', async ({ page }) => {
  await page.goto(demo.url);
  await order(page, await farBid(page), '0.01');
  await expect(page.locator('#orders tr')).toHaveCount(1);
  await page.locator('#orders tr').getByRole('button', { name: 'Cancel' }).dblclick();
  await expect(page.locator('#orders tr')).toHaveCount(0);
  await expect(page.locator('#notice')).toBeHidden();
});

test('trades with an exchange inside the page, without a server', async ({ page }) => {
  const problems = watch(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).origin));
  await page.goto(`${demo.url}?exchange=page`);
  await order(page, await farBid(page), '0.01');
  await expect(page.locator('#orders tr')).toHaveCount(1);
  expect([...new Set(requests)]).toEqual([new URL(demo.url).origin]);
  expect(problems).toEqual([]);
});

test('error: an unknown symbol', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  await page.locator('#symbol').fill('NOSUCH');
  await page.locator('#symbol').press('Enter');
  await expect(page.locator('#notice')).toHaveText(
    'BinanceApiError: getOrderBook: 400 -1121 BAD_SYMBOL: Invalid symbol.',
  );
  // After the field loses focus, it shows the current symbol again, to which orders go.
  await page.locator('#symbol').press('Tab');
  await expect(page.locator('#symbol')).toHaveValue('BTCUSDT');
});

test('error: a wrong secret', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  await connect(page, { apiSecret: 'not-the-secret' });
  await expect(page.locator('#notice')).toContainText('-1022');
  await expect(page.locator('#notice')).not.toContainText('not-the-secret');
});

test('error: a server that answers HTML, and one that answers nothing', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.locator('#book-state')).toHaveText('live');
  const html = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
    response.end('<!doctype html><h1>Sign in</h1>');
  });
  await connect(page, { rest: html.url });
  await expect(page.locator('#notice')).toContainText('BinanceTransportError: getExchangeInfo');
  const mute = await listen((request) => request.socket.destroy());
  await connect(page, { rest: mute.url });
  await expect(page.locator('#notice')).toContainText('BinanceTransportError: getExchangeInfo', { timeout: 30_000 });
  await html.close();
  await mute.close();
});

/** Sets the speed of the simulated exchange's clock. At 0 nothing changes. */
async function setPace({ rest }: Simulator, speed: 0 | 1): Promise<void> {
  const answer = await fetch(`${rest}/sim/speed?speed=${speed}`, { method: 'POST' });
  expect(answer.ok).toBe(true);
}

async function exactPrice(row: Locator): Promise<string> {
  return (await row.locator('.price').getAttribute('data-exact')) ?? '';
}

async function order(page: Page, price: string, quantity: string): Promise<void> {
  await page.locator('[name=price]').fill(price);
  await page.locator('[name=quantity]').fill(quantity);
  await page.locator('#submit').click();
}

/** Waits for a price and returns a whole price well below the market. */
async function farBid(page: Page): Promise<string> {
  const price = page.locator('[name=price]');
  await expect(price).not.toHaveValue('');
  await expect(page.locator('#book-state')).toHaveText('live');
  return String(Math.floor(Number(await price.inputValue()) * 0.9));
}

async function connect(page: Page, fields: Record<string, string>): Promise<void> {
  await page.locator('#connection').click();
  for (const [name, value] of Object.entries(fields)) await page.locator(`#settings [name=${name}]`).fill(value);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}

function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

async function listen(answer: Parameters<typeof createServer>[1]): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(answer);
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
