import { expect, test } from '@playwright/test';
import {
  cancelAll,
  control,
  type Demo,
  farBid,
  grouped,
  numberIn,
  openLive,
  place,
  rows,
  sentMethods,
  startTradingPage,
  submit,
  toasts,
  watch,
} from './trading-page.js';

test.use({ viewport: { width: 1440, height: 900 } });

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage('--no-limits');
});

test.afterAll(() => demo.stop());

test('places a limit order, marks it in the ladder, locks its value, and cancels it once', async ({ page }) => {
  const problems = watch(page);
  await openLive(page, demo.url);
  const locked = page.locator('.assets [data-asset=USDT] td').last();
  await expect(locked).toHaveText('0');
  // For a sale, the buttons fill in a share of the BTC balance. The preview shows the sold amount in BTC and the
  // proceeds in USDT.
  const base = numberIn(await page.locator('.assets [data-asset=BTC] td').nth(1).textContent());
  await page.locator('.side[data-side=SELL]').click();
  for (const share of [25, 50, 75, 100]) {
    await page.getByRole('button', { name: `${share}%` }).click();
    expect(Number(await page.locator('#order input[name=quantity]').inputValue())).toBeCloseTo(base * (share / 100), 4);
  }
  await expect(page.locator('.preview dd').nth(1)).toContainText(' BTC');
  await expect(page.locator('.preview dd').nth(2)).toContainText(' USDT');
  await page.locator('.side[data-side=BUY]').click();
  await expect(page.locator('.preview dd').nth(1)).toContainText(' USDT');
  // The market stands still, so that the order is not filled and its level stays among the shown levels.
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    const best = (await page.locator('.rows.bids .level').nth(4).getAttribute('data-exact')) ?? '';
    await place(page, best, '0.01');
    await expect(rows(page)).toHaveCount(1);
    const cells = await rows(page).locator('td').allTextContents();
    expect(cells.slice(1, 7)).toEqual(['BTCUSDT', 'Buy', 'Limit', grouped(best), '0.01', '0%']);
    await expect(page.locator('.rows.bids .level.own')).toHaveAttribute('data-exact', best);
    await expect(toasts(page).first()).toContainText('Order placed');
    await expect.poll(async () => numberIn(await locked.textContent())).toBeCloseTo(Number(best) * 0.01, 2);
    await rows(page)
      .getByRole('button', { name: /^Cancel/ })
      .dblclick();
    await expect(rows(page)).toHaveCount(0);
    await expect(locked).toHaveText('0');
    await expect(page.locator('.rows .level.own')).toHaveCount(0);
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
  expect(problems).toEqual([]);
});

test('tells of fills in messages, histories and balances, with side, amount, price and fee', async ({ page }) => {
  await openLive(page, demo.url);
  const free = async (asset: string): Promise<number> =>
    numberIn(await page.locator(`.assets [data-asset=${asset}] td`).nth(1).textContent());
  await page.getByRole('button', { name: 'Market', exact: true }).click();
  for (const [side, verb] of [
    ['BUY', 'Bought'],
    ['SELL', 'Sold'],
  ] as const) {
    const before = { BTC: await free('BTC'), USDT: await free('USDT') };
    await page.getByRole('tab', { name: 'Trade history' }).click();
    const trades = page.locator('#orders-body tbody tr');
    await expect(page.locator('#orders-body')).not.toContainText('Reading');
    const known = await trades.count();
    await page.locator(`.side[data-side=${side}]`).click();
    await page.locator('#order input[name=quantity]').fill('0.01');
    await expect(page.locator('.preview')).toContainText('BTC');
    await page.locator('#submit').click();
    const toast = toasts(page).filter({ hasText: `${verb} 0.01 BTC` });
    await expect(toast).toHaveCount(1);
    // Adds up the trades of this order, which are the new rows in the table of trades. The fee is paid in the asset
    // that the account receives.
    const read = async () => {
      const rows = (await trades.count()) - known;
      const cells = await trades.evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? '')),
      );
      const sum = { quantity: 0, value: 0, fee: 0, unit: '', sides: new Set<string>() };
      for (const [, way = '', price = '', quantity = '', total = '', fee = ''] of cells.slice(0, rows)) {
        expect(numberIn(total)).toBeCloseTo(numberIn(price) * numberIn(quantity), 8);
        sum.quantity += numberIn(quantity);
        sum.value += numberIn(price) * numberIn(quantity);
        sum.fee += numberIn(fee);
        sum.unit = fee.split(' ')[1] ?? '';
        sum.sides.add(way);
      }
      return sum;
    };
    await expect.poll(async () => (await read()).quantity).toBeCloseTo(0.01, 8);
    const { value, fee, unit, sides } = await read();
    expect([...sides]).toEqual([side === 'BUY' ? 'Buy' : 'Sell']);
    expect(unit).toBe(side === 'BUY' ? 'BTC' : 'USDT');
    const average = numberIn(((await toast.textContent()) ?? '').split('at ')[1] ?? '');
    expect(Math.abs(average - value / 0.01)).toBeLessThanOrEqual(0.01);
    const [received, paid] = side === 'BUY' ? [0.01 - fee, -value] : [-0.01, value - fee];
    await expect.poll(async () => (await free('BTC')) - before.BTC).toBeCloseTo(received, 7);
    await expect.poll(async () => (await free('USDT')) - before.USDT).toBeCloseTo(paid, 2);
    await page.getByRole('tab', { name: 'Order history' }).click();
    const newest = page.locator('#orders-body tbody tr').first();
    await expect(newest).toContainText('Filled');
    await expect(newest).toContainText(side === 'BUY' ? 'Buy' : 'Sell');
  }
});

test('a change of an order that is not a number stays in its input, with a sign that it is wrong', async ({ page }) => {
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(rows(page)).toHaveCount(1);
  await rows(page)
    .getByRole('button', { name: /^Amount of/ })
    .click();
  const input = rows(page).getByRole('textbox');
  // An iPhone shows a keyboard without Enter for an input of decimals.
  await expect(input).not.toHaveAttribute('inputmode');
  await input.fill('0,5x');
  await page.keyboard.press('Enter');
  await expect(input).toHaveAttribute('aria-invalid', 'true');
  await expect(input).toHaveValue('0,5x');
  await page.keyboard.press('Escape');
  await expect(input).toHaveCount(0);
  expect(sent.filter((method) => method.startsWith('order.'))).toEqual(['order.place']);
  await cancelAll(page);
});

test('marks no order in the ladder that waits for its trigger', async ({ page }) => {
  await openLive(page, demo.url);
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    const level = page.locator('.rows.bids .level').nth(3);
    const price = (await level.getAttribute('data-exact')) ?? '';
    await page.getByRole('button', { name: 'Stop limit', exact: true }).click();
    const values = { stopPrice: String(Math.round(Number(price) * 1.05)), price, quantity: '0.01' };
    for (const [name, value] of Object.entries(values)) await page.locator(`#order input[name=${name}]`).fill(value);
    await submit(page);
    await expect(rows(page)).toHaveCount(1);
    await page.getByRole('button', { name: 'Limit', exact: true }).click();
    await place(page, (await page.locator('.rows.bids .level').nth(4).getAttribute('data-exact')) ?? '', '0.01');
    await expect(rows(page)).toHaveCount(2);
    await expect(page.locator('.rows .level.own')).toHaveCount(1);
    await expect(level).not.toHaveClass(/own/);
    await cancelAll(page);
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

test('shows an order that waits for another order of its list as pending, and not in the chart', async ({ page }) => {
  await openLive(page, demo.url);
  const far = await farBid(page);
  await page.getByLabel('All order types').selectOption('OTO');
  const values = {
    price: far,
    quantity: '0.01',
    pendingPrice: String(Math.round(Number(far) * 1.2)),
    pendingQuantity: '0.01',
  };
  for (const [name, value] of Object.entries(values)) await page.locator(`#order input[name=${name}]`).fill(value);
  await submit(page);
  await expect(rows(page)).toHaveCount(2);
  const types = await rows(page).locator('td:nth-child(4)').allTextContents();
  expect(types.sort()).toEqual(['Limit', 'Limit, pending']);
  await expect(page.locator('.order-label')).toHaveCount(1);
  await expect(page.locator('.order-label')).toContainText('Buy');
  await cancelAll(page);
});

test('amends to a smaller amount with priority kept, and replaces for another price', async ({ page }) => {
  await openLive(page, demo.url);
  const far = await farBid(page);
  await place(page, far, '0.02');
  await expect(rows(page)).toHaveCount(1);
  const id = await rows(page).getAttribute('data-order-id');
  await rows(page)
    .getByRole('button', { name: /^Amount of/ })
    .click();
  await page.getByRole('textbox', { name: /^Amount of/ }).fill('0.01');
  await page.keyboard.press('Enter');
  await expect(toasts(page).filter({ hasText: 'priority kept' })).toHaveCount(1);
  await expect(rows(page).getByRole('button', { name: /^Amount of/ })).toHaveText('0.01');
  expect(await rows(page).getAttribute('data-order-id')).toBe(id);
  await control(demo, 'POST /sim/fill', { symbol: 'BTCUSDT', orderId: Number(id), quantity: '0.004' });
  await expect(rows(page).locator('td').nth(6)).toHaveText('0.004 (40%)');
  // The label in the chart names what is not filled yet.
  await expect(page.locator('.order-label')).toContainText('Buy 0.006 @');
  await rows(page)
    .getByRole('button', { name: /^Price of/ })
    .click();
  await page.getByRole('textbox', { name: /^Price of/ }).fill(String(Number(far) - 100));
  await page.keyboard.press('Enter');
  await expect(toasts(page).filter({ hasText: 'Order moved' })).toHaveCount(1);
  await expect(rows(page)).toHaveCount(1);
  expect(await rows(page).getAttribute('data-order-id')).not.toBe(id);
  // The new order has the unfilled quantity of the old order.
  await expect(rows(page).getByRole('button', { name: /^Amount of/ })).toHaveText('0.006');
  await expect(rows(page).locator('td').nth(6)).toHaveText('0%');
  await cancelAll(page);
});

test('cancels and changes the order of the row, and no other', async ({ page }) => {
  await openLive(page, demo.url);
  const far = Number(await farBid(page));
  const prices = [far, far - 10, far - 20].map((price) => grouped(price.toFixed(2)));
  for (const [index, price] of prices.entries()) {
    await place(page, price, '0.01');
    await expect(rows(page)).toHaveCount(index + 1);
  }
  const row = (price = '') => rows(page).filter({ hasText: price });
  await row(prices[1])
    .getByRole('button', { name: /^Amount of/ })
    .click();
  await page.getByRole('textbox', { name: /^Amount of/ }).fill('0.006');
  await page.keyboard.press('Enter');
  await expect(row(prices[1]).getByRole('button', { name: /^Amount of/ })).toHaveText('0.006');
  for (const index of [0, 2])
    await expect(row(prices[index]).getByRole('button', { name: /^Amount of/ })).toHaveText('0.01');
  await row(prices[1])
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(rows(page)).toHaveCount(2);
  await expect(row(prices[0])).toHaveCount(1);
  await expect(row(prices[2])).toHaveCount(1);
  await cancelAll(page);
});

test('the button to cancel all orders names the pair, and cancels the orders of this pair only', async ({ page }) => {
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(rows(page)).toHaveCount(1);
  await page.locator('.symbol-button').click();
  await page.locator('#pair-ETHUSDT').click();
  await expect(page.locator('#submit')).toHaveText('Buy ETH');
  // The list has an order of another pair, and none of this pair.
  const button = page.getByRole('button', { name: /^Cancel all/ });
  await expect(button).toHaveCount(0);
  await place(page, await farBid(page), '0.1');
  await expect(rows(page)).toHaveCount(2);
  await expect(button).toHaveText('Cancel all ETHUSDT orders');
  await button.dblclick();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('BTCUSDT');
  expect(sent.filter((method) => method === 'openOrders.cancelAll')).toHaveLength(1);
  await rows(page)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(rows(page)).toHaveCount(0);
});

test('draws orders and price steps of the shown symbol only', async ({ page }) => {
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(page.locator('.order-label')).toHaveCount(1);
  await page.getByLabel('Price step').selectOption('1000');
  // Marks the layer of order lines. The chart of the next symbol must get a new layer, without the mark.
  await page.locator('.order-lines').evaluate((layer) => layer.setAttribute('data-old', ''));
  await page.locator('.symbol-button').click();
  await page.locator('.search-input').fill('BNBBTC');
  await page.locator('#pair-BNBBTC').click();
  await expect(page.locator('.order-lines:not([data-old])')).toHaveCount(1);
  await expect(page.locator('.order-label')).toHaveCount(0);
  await expect(page.getByLabel('Price step')).toHaveValue('1');
  await expect(rows(page)).toHaveCount(1);
  await rows(page)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(rows(page)).toHaveCount(0);
});

test('reads the account once and follows its events, without a read per event', async ({ page }) => {
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  const far = await farBid(page);
  for (let count = 1; count <= 4; count++) {
    await place(page, String(Number(far) - count), '0.01');
    await expect(rows(page)).toHaveCount(count);
  }
  await cancelAll(page);
  expect(sent.filter((method) => method === 'account.status')).toHaveLength(1);
  expect(sent.filter((method) => method === 'openOrders.status')).toHaveLength(1);
});

test('error: a wrong secret disables the order, says why, and is never shown', async ({ page }) => {
  await openLive(page, demo.url);
  await page.locator('#source').click();
  await page.getByLabel('Secret').fill('not-the-secret');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.locator('#notice')).toContainText('-1022', { timeout: 20_000 });
  await expect(page.locator('#submit')).toBeDisabled();
  await expect(page.locator('#submit-reason')).toHaveText('The exchange refused the key.');
  // The balances are unknown, so the page does not say that they are zero.
  await page.locator('#order input[name=quantity]').fill('0.01');
  await expect(page.locator('.preview dd').first()).toHaveText('—');
  await expect(page.locator('#order')).not.toContainText('You have');
  await page.getByRole('tab', { name: 'Balances' }).click();
  await expect(page.locator('#orders-body')).toHaveText('The exchange refused the key.');
  await expect(page.locator('body')).not.toContainText('not-the-secret');
  await expect(page.locator('#pulse')).toHaveAttribute('data-state', 'live');
});
