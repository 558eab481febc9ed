import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { startDemo } from '../../support/processes.js';
import { faintTexts } from '../contrast.js';

// The exchange runs in the page with a fixed seed and a fixed start time, and its time is stopped. So the page looks
// the same in every run.

const RUN = '?source=page&symbol=BTCUSDT&interval=1m&seed=7&start=1767225600000&until=60000';
const SIZES = {
  wide: { width: 1440, height: 900 },
  middle: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const;

let demo: Awaited<ReturnType<typeof startDemo>>;

test.beforeAll(async () => {
  demo = await startDemo({});
});

test.afterAll(() => demo.stop());

test.use({ timezoneId: 'UTC', locale: 'en-GB', contextOptions: { reducedMotion: 'reduce' } });

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('looks as in the stored screenshots, without faint text or serious findings of axe', async ({ page }) => {
      test.setTimeout(240_000);
      await openPaused(page);
      for (const [name, size] of Object.entries(SIZES)) {
        await page.setViewportSize(size);
        await page.waitForTimeout(700);
        await expect(page.locator('#pulse')).toHaveAttribute('data-state', 'paused');
        expect.soft(await page.evaluate(faintTexts), name).toEqual([]);
        expect.soft(await serious(page), name).toEqual([]);
        expect.soft(await overflowing(page), name).toEqual([]);
        await expect.soft(page).toHaveScreenshot(`${name}-${colorScheme}.png`, {
          mask: [page.locator('.pulse'), page.locator('.toasts')],
          maxDiffPixelRatio: 0.03,
          threshold: 0.3,
        });
      }
      // Checks the order form with an illegal order on a phone, then the search, the dialogs and the inspector on a
      // wide screen.
      await page.setViewportSize(SIZES.phone);
      await page.locator('.phone-bar [data-side=SELL]').click();
      await page.locator('#order input[name=price]').fill('60000.001');
      await expect(page.locator('#order .field-problem').first()).not.toBeEmpty();
      expect.soft(await page.evaluate(faintTexts), 'order').toEqual([]);
      expect.soft(await serious(page, '#order'), 'order').toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('.phone-bar [data-side=BUY]').isVisible();
      await page.setViewportSize(SIZES.wide);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.locator('.pair').first()).toBeVisible();
      expect.soft(await page.evaluate(faintTexts), 'search').toEqual([]);
      expect.soft(await serious(page, 'dialog[open]'), 'search').toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('#source').click();
      await expect(page.locator('.source-option').first()).toBeVisible();
      expect.soft(await page.evaluate(faintTexts), 'source').toEqual([]);
      expect.soft(await serious(page, 'dialog[open]'), 'source').toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Inspector', exact: true }).click();
      for (const tab of ['Try it', 'State', 'Wire']) {
        await page.getByRole('tab', { name: tab }).click();
        expect.soft(await page.evaluate(faintTexts), tab).toEqual([]);
        expect.soft(await serious(page, '.inspector'), tab).toEqual([]);
      }
    });
  });
}

test('nothing overlaps or is cut off in the bar, from 320 px on', async ({ page }) => {
  await openPaused(page);
  for (const width of [320, 360, 390, 424, 600, 761, 900, 1101, 1281, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(100);
    expect(await overlaps(page), `${width} px`).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      `${width} px`,
    ).toBeLessThanOrEqual(0);
  }
});

test('the state of the book and its spread are never cut off, also beside long price steps', async ({ page }) => {
  // Of all symbols of the page, BNBBTC has the price steps with the most characters.
  await page.goto(`${demo.url}?source=page&symbol=BNBBTC`);
  await expect(page.locator('#book-state')).toHaveText('live');
  for (const width of [1440, 1281, 1101, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    const cut = await page.locator('#book-state').evaluate((state) => {
      const shown = state.textContent;
      const words = ['loading', 'live', 'stale', 'paused', 'offline', 'lost'].filter((word) => {
        state.textContent = word;
        return state.scrollWidth > state.clientWidth;
      });
      state.textContent = shown;
      return words;
    });
    expect(cut, `${width} px`).toEqual([]);
    const spread = page.locator('.spread > :last-child');
    await expect(spread).toContainText(/bp$/);
    const [figures, line] = [await spread.boundingBox(), await page.locator('.mid').boundingBox()];
    expect(figures && line && figures.x + figures.width - line.x - line.width, `${width} px`).toBeLessThan(0);
  }
});

test('a phone has the price, the tabs and the order in reach, by touch', async ({ browser }) => {
  const context = await browser.newContext({ viewport: SIZES.phone, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await openPaused(page);
  await expect(page.locator('.headline .price')).toBeInViewport();
  for (const [tab, panel] of [
    ['Book', '.book'],
    ['Trades', '.trades'],
    ['Orders', '.orders'],
    ['Chart', '.chart'],
  ] as const) {
    await page.getByRole('button', { name: tab, exact: true }).first().tap();
    await expect(page.locator(`.desk > ${panel}`)).toBeVisible();
    await expect(page.locator('.headline .price')).toBeInViewport();
  }
  await page.locator('.phone-bar [data-side=BUY]').tap();
  await page.locator('#order input[name=price]').fill('50000');
  await page.locator('#order input[name=quantity]').fill('0.01');
  await page.locator('#submit').scrollIntoViewIfNeeded();
  await page.locator('#submit').tap();
  const toast = page.locator('.toast', { hasText: 'Order placed' });
  await expect(toast).toBeInViewport();
  const small = await page
    .locator('.phone-bar button, #source, .symbol-button')
    .evaluateAll((all) =>
      all.filter((each) => each.getBoundingClientRect().height < 34).map((each) => each.textContent),
    );
  expect(small).toEqual([]);
  await context.close();
});

async function openPaused(page: Page): Promise<void> {
  await page.goto(`${demo.url}${RUN}`);
  await expect(page.locator('#pulse')).toHaveAttribute('data-state', 'paused', { timeout: 40_000 });
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 20_000 });
  await expect(page.locator('.canvas canvas').first()).toBeAttached();
  // The exchange stops at the moment at which a candle of one minute begins. The chart lacks this candle if the page has
  // read the candles before, and has subscribed to them after. So the page is made to read them again.
  for (const [interval, newest] of [
    ['15m', '1767225600'],
    ['1m', '1767225660'],
  ] as const) {
    await page.getByRole('button', { name: `${interval} candles` }).click();
    await page.mouse.move(0, 0);
    await expect(page.locator('#legend')).toHaveAttribute('data-time', newest);
  }
  await page.evaluate(() => document.fonts.ready);
}

/**
 * Returns the serious and critical findings of the accessibility checker axe, for the elements that match the selector
 * `part`.
 */
async function serious(page: Page, part = 'html'): Promise<string[]> {
  await expect(page.locator(part)).toBeVisible();
  // axe does not check the light theme, which differs from the dark theme only in its colours. `faintTexts` checks the
  // contrast of these colours.
  if ((await page.evaluate(() => matchMedia('(prefers-color-scheme: light)').matches)) === true) return [];
  const { violations } = await new AxeBuilder({ page }).include(part).disableRules(['color-contrast']).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100)).join(' | ')}`);
}

/** Returns the elements of the top bar that overlap each other. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.bar > *:not(.spacer)')].filter((each) => each.checkVisibility());
    return boxes.flatMap((one, index) =>
      boxes.slice(index + 1).flatMap((other) => {
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const isApart =
          a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
        const isOut = a.right > innerWidth + 1 || a.left < -1;
        return isApart && !isOut ? [] : [`${one.className} and ${other.className}`];
      }),
    );
  });
}

/** Returns the texts that are cut off, because they are wider than their boxes. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.level span, .tape span, .field .unit, .submit, .figure span, dd, td')]
      .filter(
        (each) =>
          each.checkVisibility() &&
          each.scrollWidth > each.clientWidth + 2 &&
          getComputedStyle(each).display !== 'inline',
      )
      .map((each) => `${each.className} ${each.textContent}`),
  );
}
