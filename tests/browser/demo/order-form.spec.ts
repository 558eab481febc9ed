import { expect, test } from '@playwright/test';
import {
  cancelAll,
  control,
  type Demo,
  farBid,
  grouped,
  lastPrice,
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

test('counts and names only what the chosen kind of order has, and 100 % of a market order can be paid', async ({
  page,
}) => {
  await openLive(page, demo.url);
  const far = await farBid(page);
  await page.locator('#order input[name=price]').fill(far);
  const kinds = page.getByRole('combobox', { name: 'All order types' });
  await page.locator('.side[data-side=SELL]').click();
  await kinds.selectOption('OCO');
  await page.locator('#order input[name=quantity]').fill('0.01');
  // Without a take-profit price, the page cannot estimate the proceeds of the OCO. The page must not use the price that
  // was filled in before for a limit order.
  await expect(page.locator('.preview dd').nth(2)).toHaveText('—');
  await kinds.selectOption('STOP_LOSS');
  await page.locator('#order input[name=stopPrice]').fill(far);
  await page.locator('#submit').click();
  const placed = toasts(page).filter({ hasText: 'Order placed' });
  await expect(placed).toContainText('Sell 0.01 BTC · Stop market');
  await expect(page.locator('#orders-body th').nth(7)).toHaveText('Trigger');
  await expect(rows(page).locator('td').nth(7)).toHaveText(grouped(far));
  await cancelAll(page);
  await page.locator('#order input[name=stopPrice]').fill('');
  await page.locator('#order input[name=trailing]').fill('150');
  await page.locator('#submit').click();
  await expect(rows(page).locator('td').nth(7)).toHaveText('trails 150 bps');
  await cancelAll(page);
  await page.locator('.side[data-side=BUY]').click();
  await page.getByRole('button', { name: 'Market', exact: true }).click();
  await page.getByRole('button', { name: '100%' }).click();
  const free = numberIn(await page.locator('.assets [data-asset=USDT] td').nth(1).textContent());
  const total = Number(await page.locator('#order input[name=spend]').inputValue());
  expect(Math.abs(total - free)).toBeLessThan(0.01);
  await expect(page.locator('#order input[name=quantity]')).toHaveValue('');
  await expect(page.locator('.problems')).toHaveText('');
});

test('100 % of an OCO that buys can be paid', async ({ page }) => {
  await openLive(page, demo.url);
  const last = await lastPrice(page);
  await page.getByLabel('All order types').selectOption('OCO');
  await page.locator('#order input[name=profit]').fill(String(Math.round(last * 0.9)));
  await page.locator('#order input[name=stop]').fill(String(Math.round(last * 1.1)));
  await page.getByRole('button', { name: '100%' }).click();
  await submit(page);
  await expect(toasts(page).first()).toContainText('Order placed');
  await expect(rows(page)).toHaveCount(2);
  await cancelAll(page);
});

test('offers the nearest legal value as one types, and Tab takes it', async ({ page }) => {
  await openLive(page, demo.url);
  const price = page.locator('#order input[name=price]');
  const far = await farBid(page);
  await price.fill(`${far}.001`);
  await expect(price).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.field-problem').first()).toContainText('The price moves in steps');
  await price.press('Tab');
  await expect(price).toHaveValue(far);
  await expect(price).toHaveAttribute('aria-invalid', 'false');
  const amount = page.locator('#order input[name=quantity]');
  await amount.fill('0.000001');
  await expect(page.locator('.field-problem').nth(1)).toContainText('at least 0.00009');
  await page.getByRole('button', { name: 'Use 0.00009' }).click();
  await price.fill('40000');
  await expect(page.locator('.order-form .problem', { hasText: 'too small' })).toHaveCount(1);
});

test('the form shows the validity and the side that it sends, and leads to the input that is empty', async ({
  page,
}) => {
  await openLive(page, demo.url);
  const submit = page.locator('#submit');
  const valid = page.getByLabel('Valid');
  await valid.selectOption('IOC');
  // The exchange accepts an order with a visible amount only if it is good till cancelled.
  await page.locator('#order input[name=iceberg]').fill('0.005');
  await expect(valid).toHaveValue('GTC');
  await expect(valid).toBeDisabled();
  await page.locator('#order input[name=iceberg]').fill('');
  await expect(valid).toHaveValue('IOC');
  // An OPO can only buy.
  await page.getByLabel('All order types').selectOption('OPO');
  await page.locator('h1').click();
  await page.keyboard.press('s');
  await expect(submit).toHaveText('Sell BTC');
  await expect(page.locator('.kind-summary')).toContainText('Trades at your price or better');
  await page.getByRole('button', { name: 'Market', exact: true }).click();
  await submit.click();
  await expect(page.locator('#order input[name=quantity]')).toBeFocused();
});

test('sends a stop order that the market has made legal since it was typed', async ({ page }) => {
  await openLive(page, demo.url);
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    const last = await lastPrice(page);
    const at = (share: number): string => String(Math.round(last * share));
    await page.getByRole('button', { name: 'Stop limit', exact: true }).click();
    for (const [name, value] of Object.entries({ stopPrice: at(0.98), price: at(0.985), quantity: '0.01' }))
      await page.locator(`#order input[name=${name}]`).fill(value);
    await expect(page.locator('#order .field-problem').first()).toContainText('trigger immediately');
    await page.locator('#submit').click();
    await expect(page.locator('#order input[name=stopPrice]')).toBeFocused();
    await control(demo, 'POST /sim/price', { symbol: 'BTCUSDT', price: at(0.95) });
    await expect.poll(async () => numberIn(await page.locator('.last').textContent())).toBeLessThan(last * 0.96);
    await submit(page);
    await expect(rows(page)).toHaveCount(1);
    await cancelAll(page);
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

test('sends nothing for nonsense in any field', async ({ page }) => {
  const problems = watch(page);
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  for (const nonsense of ['abc', '-5', '1e999', 'NaN', '0', '9'.repeat(60), '1,2,3', '∞', '<b>1</b>', ' ']) {
    for (const name of ['price', 'quantity', 'iceberg'])
      await page.locator(`#order input[name=${name}]`).fill(nonsense);
    await page.locator('#submit').click();
    await expect(page.locator('#order [aria-invalid=true], #order [data-empty=true]').first(), nonsense).toBeVisible();
    await expect(page.locator('.preview')).not.toContainText('NaN');
  }
  expect(sent).not.toContain('order.place');
  expect(problems).toEqual([]);
});

test('places each kind of order and list', async ({ page }) => {
  test.setTimeout(90_000);
  await openLive(page, demo.url);
  const kinds = page.getByLabel('All order types');
  const last = await lastPrice(page);
  const at = (share: number): string => String(Math.round(last * share));
  const cases: readonly (readonly [string, Record<string, string>, number])[] = [
    ['LIMIT_MAKER', { price: at(0.9), quantity: '0.01' }, 1],
    ['STOP_LOSS_LIMIT', { stopPrice: at(1.1), price: at(1.11), quantity: '0.01' }, 1],
    ['STOP_LOSS', { stopPrice: at(1.1), quantity: '0.01' }, 1],
    ['TAKE_PROFIT_LIMIT', { stopPrice: at(0.9), price: at(0.9), quantity: '0.01' }, 1],
    ['TAKE_PROFIT', { stopPrice: at(0.9), quantity: '0.01' }, 1],
    ['OCO', { quantity: '0.01', profit: at(0.9), stop: at(1.1) }, 2],
    ['OTO', { price: at(0.9), quantity: '0.01', pendingPrice: at(1.1), pendingQuantity: '0.01' }, 2],
    [
      'OTOCO',
      { price: at(0.9), quantity: '0.01', pendingQuantity: '0.01', profit: at(1.1), stop: at(0.8), stopLimit: '' },
      3,
    ],
    ['OPO', { price: at(0.9), quantity: '0.01', pendingPrice: at(1.1) }, 1],
    ['OPOCO', { price: at(0.9), quantity: '0.01', profit: at(1.1), stop: at(0.8) }, 1],
  ];
  for (const [kind, values, least] of cases) {
    await kinds.selectOption(kind);
    for (const [name, value] of Object.entries(values)) await page.locator(`#order input[name=${name}]`).fill(value);
    await expect(page.locator('#order .problem:not(:empty)'), kind).toHaveText([]);
    await submit(page);
    await expect.poll(() => rows(page).count(), { message: kind }).toBeGreaterThanOrEqual(least);
    await page.getByRole('button', { name: 'Cancel all' }).click();
    await expect(rows(page)).toHaveCount(0);
  }
});

test('is used by keyboard alone: B, arrows by tick, Enter, Escape', async ({ page }) => {
  const problems = watch(page);
  await openLive(page, demo.url);
  await page.keyboard.press('s');
  await expect(page.locator('#submit')).toHaveText('Sell BTC');
  // When a browser fills in a form by itself, its `keydown` events have no `key`. The page must ignore such events.
  await page.evaluate(() => dispatchEvent(new Event('keydown')));
  await page.keyboard.press('Escape');
  await expect(page.locator('#order input[name=price]')).not.toBeFocused();
  await page.keyboard.press('b');
  await expect(page.locator('#submit')).toHaveText('Buy BTC');
  const price = page.locator('#order input[name=price]');
  await expect(price).toBeFocused();
  await page.keyboard.type(await farBid(page));
  const before = Number(await price.inputValue());
  await page.keyboard.press('ArrowUp');
  expect(Number(await price.inputValue())).toBeCloseTo(before + 0.01, 8);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('0.01');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: /^Cancel Buy/ }).focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('a double click, or Enter that is held down, places one order', async ({ page }) => {
  const sent = sentMethods(page);
  await openLive(page, demo.url);
  await page.locator('#order input[name=price]').fill(await farBid(page));
  await page.locator('#order input[name=quantity]').fill('0.01');
  // The exchange has answered the order of the first click before the second click.
  await page.locator('#submit').dblclick({ delay: 100 });
  await expect(rows(page)).toHaveCount(1);
  await cancelAll(page);
  for (const focused of ['#order input[name=quantity]', '#submit']) {
    await page.locator(focused).focus();
    await page.keyboard.down('Enter');
    await expect(rows(page)).toHaveCount(1);
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await cancelAll(page);
  }
  expect(sent.filter((method) => method === 'order.place')).toHaveLength(3);
});

test('the preview has the fee rate of the account, which is that of a maker for a post-only order', async ({
  page,
}) => {
  const { apiKey } = demo.simulator;
  await control(demo, 'POST /sim/fees', { apiKey, maker: '0.0002', taker: '0.0005' });
  try {
    await openLive(page, demo.url);
    await page.locator('#order input[name=price]').fill(await farBid(page));
    await page.locator('#order input[name=quantity]').fill('0.01');
    const [label, fee] = [page.locator('.preview dt').last(), page.locator('.preview dd').last()];
    await expect(label).toHaveText('Fee 0.05%');
    await expect(fee).toHaveText('0.000005 BTC');
    await page.getByLabel('All order types').selectOption('LIMIT_MAKER');
    await expect(label).toHaveText('Fee 0.02%');
    await expect(fee).toHaveText('0.000002 BTC');
  } finally {
    await control(demo, 'POST /sim/fees', { apiKey, maker: '0.001', taker: '0.001' });
  }
});

test('the problems of an order that the client refused end when a price of the order book is chosen', async ({
  page,
}) => {
  await openLive(page, demo.url);
  const last = await lastPrice(page);
  const at = (share: number): string => String(Math.round(last * share));
  await page.getByLabel('All order types').selectOption('OTOCO');
  // The stop order has a limit price that consists of a space only. Only the client finds this.
  const values = { price: at(0.9), quantity: '0.01', pendingQuantity: '0.01', profit: at(1.1), stop: at(0.8) };
  for (const [name, value] of Object.entries({ ...values, stopLimit: ' ' }))
    await page.locator(`#order input[name=${name}]`).fill(value);
  await submit(page);
  const problems = page.locator('#order .problem:not(:empty)');
  await expect(problems).not.toHaveCount(0);
  await page.locator('.rows.bids .level').nth(3).click();
  await expect(problems).toHaveCount(0);
});

test('no text of the form overlaps another at 1024 px', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await openLive(page, demo.url);
  // An order at this price locks a long amount, so both balances have many digits.
  await place(page, '54321.09', '0.12347');
  await expect(rows(page)).toHaveCount(1);
  await page.locator('#order select').first().selectOption('OTOCO');
  await page.locator('#order input[name=price]').fill('61000.001');
  await expect(page.locator('.fix').first()).toBeVisible();
  const overflowing = await page
    .locator('.assets td, .segmented')
    .evaluateAll((found) =>
      found.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
    );
  expect(overflowing).toEqual([]);
  const right = await page
    .locator('.ghost-value')
    .first()
    .evaluate((found) => found.getBoundingClientRect().right);
  // The price is at the right end of its input, and about 80 px wide.
  const input = await page.locator('#order input[name=price]').boundingBox();
  expect(right).toBeLessThan((input?.x ?? 0) + (input?.width ?? 0) - 80);
  await cancelAll(page);
});
