import { expect, test } from '@playwright/test';
import {
  control,
  type Demo,
  expectLive,
  farBid,
  numberIn,
  openLive,
  place,
  rows,
  startTradingPage,
} from './trading-page.js';

test.use({ viewport: { width: 1440, height: 900 } });

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage('--no-limits');
});

test.afterAll(() => demo.stop());

test('has the exact price of a level for the order, by click and by keyboard', async ({ page }) => {
  await openLive(page, demo.url);
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    const price = page.locator('#order input[name=price]');
    const bid = page.locator('.rows.bids .level').nth(2);
    await bid.click();
    await expect(price).toHaveValue((await bid.getAttribute('data-exact')) ?? '');
    await bid.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(price).toHaveValue((await page.locator('.rows.bids .level').nth(1).getAttribute('data-exact')) ?? '');
    await page.keyboard.press('Home');
    await expect(page.locator('.rows.asks .level:not(.blank)').first()).toBeFocused();
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

test('groups levels so that no row promises a better price, and sums them under the pointer', async ({ page }) => {
  await openLive(page, demo.url);
  await page.getByLabel('Price step').selectOption({ label: '10' });
  const prices = await page.locator('.rows .level:not(.blank) .price').allTextContents();
  expect(prices.map(numberIn).filter((price) => price % 10 !== 0)).toEqual([]);
  const bid = page.locator('.rows.bids .level').nth(3);
  await bid.hover();
  const held = await bid.getAttribute('data-exact');
  await expect(page.locator('.sums')).toContainText('avg');
  // While the pointer is over the order book, the prices of its rows stay the same, although the market moves.
  const last = await page.locator('.last').textContent();
  await expect(page.locator('.last')).not.toHaveText(last ?? '', { timeout: 10_000 });
  expect(await bid.getAttribute('data-exact')).toBe(held);
});

test('holds the prices under the pointer also when an order of the user is filled', async ({ page }) => {
  await openLive(page, demo.url);
  await place(page, await farBid(page), '0.01');
  await expect(rows(page)).toHaveCount(1);
  const orderId = Number(await rows(page).getAttribute('data-order-id'));
  await page.locator('.rows.bids .level').nth(3).hover();
  await expect(page.locator('.ladder')).toHaveClass(/held/);
  await control(demo, 'POST /sim/fill', { symbol: 'BTCUSDT', orderId, quantity: '0.01' });
  await expect(rows(page)).toHaveCount(0);
  await expect(page.locator('.ladder')).toHaveClass(/held/);
});

test('shows the book of a new symbol also under a pointer that rests there', async ({ page }) => {
  await openLive(page, demo.url);
  await page.locator('.rows.bids .level').nth(3).hover();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search pairs' }).fill('ETHUSDT');
  await page.keyboard.press('Enter');
  await expect(page.locator('.symbol-button strong')).toHaveText('ETH/USDT');
  await expectLive(page);
  await expect(page.locator('.ladder')).toHaveClass(/held/);
  await expect(page.locator('.rows.bids .level:not(.blank)').nth(3)).toBeVisible();
  await expect(page.locator('.rows.asks .level:not(.blank)').nth(3)).toBeVisible();
});

test('shows no half rows: every level lies inside the ladder', async ({ page }) => {
  await openLive(page, demo.url);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
    { width: 1280, height: 701 },
  ]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(200);
    const cut = await page.locator('.ladder').evaluate((ladder) => {
      const box = ladder.getBoundingClientRect();
      return [...ladder.querySelectorAll('.level:not(.blank)')].filter((level) => {
        const { top, bottom } = level.getBoundingClientRect();
        return top < box.top - 0.5 || bottom > box.bottom + 0.5;
      }).length;
    });
    expect(cut, JSON.stringify(size)).toBe(0);
  }
});
