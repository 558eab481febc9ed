import { expect, test } from '@playwright/test';
import { ask, control, type Demo, openLive, startTradingPage } from './trading-page.js';

test.use({ viewport: { width: 1440, height: 900 } });

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage('--no-limits');
});

test.afterAll(() => demo.stop());

test('finds a pair by keyboard, with prices and favourites', async ({ page }) => {
  await openLive(page, demo.url);
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search pairs' });
  await expect(field).toBeFocused();
  await expect(page.locator('.pair')).toHaveCount(5);
  await expect(page.locator('#pair-ETHUSDT')).toContainText('%');
  await page.locator('#pair-LTCUSDT .star').click();
  await expect(page.locator('.pair').first()).toHaveAttribute('id', 'pair-LTCUSDT');
  await field.fill('nothing-like-this');
  await expect(page.locator('.pairs .empty')).toContainText('No pair has');
  await field.fill('币安');
  await expect(page.locator('.pairs .empty')).toContainText('No pair has “币安”');
  await field.fill('bnbb');
  await page.keyboard.press('Enter');
  await expect(page.locator('.symbol-button strong')).toHaveText('BNB/BTC');
  await expect(page).toHaveURL(/symbol=BNBBTC/);
  await expect(page).toHaveTitle(/BNB\/BTC/);
  await page.reload();
  await expect(page.locator('.symbol-button strong')).toHaveText('BNB/BTC');
  // The favourite is still the first pair of the list.
  await page.locator('.symbol-button').click();
  await expect(page.locator('.pair').first()).toHaveAttribute('id', 'pair-LTCUSDT');
  await expect(page.locator('.pair .star[data-chosen=true]')).toHaveCount(1);
});

test('a chosen pair stays chosen, and all pairs stay in their places, when volumes change', async ({ page }) => {
  await openLive(page, demo.url);
  await page.keyboard.press('Control+k');
  await expect(page.locator('#pair-LTCUSDT')).toContainText('%');
  const pairs = page.locator('.pair');
  const ids = (): Promise<string[]> => pairs.evaluateAll((all) => all.map(({ id }) => id));
  const before = await ids();
  for (let count = 0; count < 2; count++) await page.keyboard.press('ArrowDown');
  await expect(pairs.nth(2)).toHaveAttribute('aria-selected', 'true');
  // A large trade gives a pair that is near the end of the list the largest volume.
  const symbol = (before.at(-2) ?? '').replace('pair-', '');
  const volume = page.locator(`#pair-${symbol} > span`).last();
  const shown = await volume.textContent();
  const { price } = await ask<{ price: string }>(demo, `ticker/price?symbol=${symbol}`);
  await control(demo, 'POST /sim/trade', { symbol, price, quantity: String(Math.floor(6e6 / Number(price))) });
  await expect(volume).not.toHaveText(shown ?? '', { timeout: 10_000 });
  expect(await ids()).toEqual(before);
  await expect(pairs.nth(2)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.locator('.search')).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`symbol=${before[2]?.replace('pair-', '')}&`));
});
