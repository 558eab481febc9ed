import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { cancelAll, type Demo, expectLive, farBid, openLive, place, rows, startTradingPage } from './trading-page.js';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

let demo: Demo;
let context: BrowserContext;
let page: Page;

// The tests share one page, so each test undoes its changes to the page.
test.beforeAll(async ({ browser }) => {
  demo = await startTradingPage('--no-limits');
  context = await browser.newContext({ viewport: WIDE });
  page = await context.newPage();
  await openLive(page, demo.url);
});

test.afterAll(async () => {
  await context.close();
  await demo.stop();
});

for (const [name, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
  test(`nothing moves while the page loads: ${name}`, async ({ browser }) => {
    const fresh = await browser.newContext({ viewport });
    const loading = await fresh.newPage();
    await loading.addInitScript(() => {
      const seen = window as unknown as { shifts: { value: number; sources: string[] }[] };
      seen.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          sources: { node: Element | null }[];
        })[]) {
          seen.shifts.push({
            value: entry.value,
            sources: entry.sources.map(
              ({ node }) => `${node?.nodeName} ${node instanceof Element ? node.className : ''}`,
            ),
          });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await loading.goto(demo.url);
    await expectLive(loading);
    await expect(loading.locator('#submit')).toBeEnabled();
    if (name === 'wide') await expect(loading.locator('.canvas canvas').first()).toBeVisible();
    await loading.waitForTimeout(500);
    const shifts = await loading.evaluate(() => (window as unknown as { shifts: { value: number }[] }).shifts);
    // Web Vitals calls a cumulative layout shift of up to 0.1 good. The limit of this test is lower.
    expect(
      shifts.reduce((sum, { value }) => sum + value, 0),
      JSON.stringify(shifts, null, 1),
    ).toBeLessThan(0.005);
    await fresh.close();
  });
}

test('with forced colours, what is chosen, the side, and the chart can still be seen', async () => {
  await page.emulateMedia({ forcedColors: 'active' });
  const chosen = await page.evaluate(() => {
    const look = (found: Element | null): string => {
      if (!found) return 'nothing';
      const { backgroundColor, color } = getComputedStyle(found);
      return `${backgroundColor} ${color}`;
    };
    const pairs = ['.intervals', '.layouts', '.kinds .segmented'].map((group) => [
      look(document.querySelector(`${group} [aria-pressed=true]`)),
      look(document.querySelector(`${group} [aria-pressed=false]`)),
    ]);
    const [buy, sell] = document.querySelectorAll('.side span');
    return [...pairs, [look(buy ?? null), look(sell ?? null)]];
  });
  for (const [yes, no] of chosen) expect(yes).not.toBe(no);
  const colors = await page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    const resolve = (color: string): string => {
      canvas.fillStyle = '#000';
      canvas.fillStyle = color;
      return String(canvas.fillStyle);
    };
    const style = getComputedStyle(document.documentElement);
    return {
      text: resolve(style.getPropertyValue('--dim').trim()),
      ground: getComputedStyle(document.body).backgroundColor,
    };
  });
  expect(colors.text).not.toBe(colors.ground);
  // With forced colours, the browser replaces green and red, so an arrow shows the side of a trade.
  await expect(page.locator('.tape li:not([hidden]) .price').first()).toHaveText(/^[▲▼] /);
  await page.emulateMedia({ forcedColors: null });
});

test('with reduced motion, nothing moves', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.keyboard.press('i');
  await expect(page.locator('.inspector')).toBeVisible();
  await page.locator('#try-nonsense').click();
  await page.keyboard.press('Control+k');
  await expect(page.locator('.pair').first()).toBeVisible();
  const moving = await page.evaluate(() =>
    document.getAnimations().map((animation) => (animation as CSSAnimation).animationName ?? 'transition'),
  );
  expect(moving).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.emulateMedia({ reducedMotion: null });
});

test('each dialog opens and closes by keyboard, and the focus returns to where it was', async () => {
  const opener = page.locator('.symbol-button');
  await opener.focus();
  for (const [keys, dialog] of [
    ['Enter', '.search'],
    ['Control+k', '.search'],
    ['?', '.keys-dialog'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.locator(dialog)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator(dialog)).toHaveCount(0);
    await expect(opener).toBeFocused();
  }
  // Choosing a pair also closes the dialog.
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Search pairs' }).fill('BTCUSDT');
  await page.keyboard.press('Enter');
  await expect(page.locator('.search')).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test('a dialog stays open when a selection of its text ends outside, and ends with a click outside', async () => {
  await page.locator('#source').click();
  const dialog = page.locator('.source-dialog');
  const input = dialog.locator('#source-apiKey');
  await expect(input).toBeVisible();
  const { x = 0, y = 0 } = (await input.boundingBox()) ?? {};
  await page.mouse.move(x + 20, y + 8);
  await page.mouse.down();
  await page.mouse.move(5, 5);
  await page.mouse.up();
  await expect(dialog).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(dialog).toHaveCount(0);
});

test('Tab reaches every panel, and the focus can always be seen', async () => {
  await page.locator('h1').click();
  const panels = new Set<string>();
  const unseen: string[] = [];
  for (let count = 0; count < 60; count++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement | null;
      if (!focused || focused === document.body) return undefined;
      const field = focused.closest('.field, .side')?.querySelector<HTMLElement>('.field, span') ?? focused;
      const looks = [focused, field, focused.closest<HTMLElement>('.field')].map(
        (each) => each && getComputedStyle(each),
      );
      const isSeen = looks.some(
        (look) => look && (look.outlineStyle !== 'none' || look.borderTopColor !== 'rgba(0, 0, 0, 0)'),
      );
      return { panel: focused.closest('.panel, .bar')?.className ?? '', name: focused.outerHTML.slice(0, 80), isSeen };
    });
    if (!found) break;
    panels.add(found.panel.replace('panel ', ''));
    if (!found.isSeen) unseen.push(found.name);
  }
  expect(unseen).toEqual([]);
  for (const panel of ['bar', 'chart', 'book', 'form', 'orders']) expect([...panels]).toContain(panel);
});

test('an order can be filled in by keyboard alone, from B to Escape, with the price moved by ticks', async () => {
  await page.locator('h1').click();
  const far = await farBid(page);
  await page.keyboard.press('s');
  await expect(page.locator('#submit')).toHaveText('Sell BTC');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  await page.keyboard.type(far);
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('PageDown');
  const price = page.locator('#order input[name=price]');
  // The keys moved the price three ticks up and ten ticks down.
  await expect(price).toHaveValue((Number(far) - 0.07).toFixed(2));
  await page.keyboard.press('Tab');
  await page.keyboard.type('0.01');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await cancelAll(page);
});

test('a price of one symbol is never left in the form of another', async () => {
  const price = page.locator('#order input[name=price]');
  await price.fill('61234.56');
  await page.locator('#order input[name=quantity]').fill('0.5');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search pairs' }).fill('ETHUSDT');
  await page.keyboard.press('Enter');
  await expect(page.locator('#submit')).toHaveText('Buy ETH');
  await expect(price).not.toHaveValue('61234.56');
  await expect(page.locator('#order input[name=quantity]')).toHaveValue('');
  await expectLive(page);
  await expect.poll(async () => Number(await price.inputValue())).toBeGreaterThan(1_000);
  expect(Number(await price.inputValue())).toBeLessThan(10_000);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search pairs' }).fill('BTCUSDT');
  await page.keyboard.press('Enter');
  await expect(page.locator('#submit')).toHaveText('Buy BTC');
  await expectLive(page);
});

test('the wheel scrolls a page that is higher than the window, also over the chart', async () => {
  await page.setViewportSize({ width: 1024, height: 500 });
  for (const panel of ['.canvas', '.ladder', '.tape']) {
    await page.evaluate(() => scrollTo(0, 0));
    const box = await page.locator(panel).first().boundingBox();
    if (!box) throw new Error(`${panel} has no box`);
    await page.mouse.move(box.x + box.width / 2, Math.min(box.y + box.height / 2, 400));
    await page.mouse.wheel(0, 2_000);
    await expect.poll(() => page.evaluate(() => scrollY), { message: panel }).toBeGreaterThan(50);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.setViewportSize(WIDE);
});

test('the Cancel button of an order is in sight at every width, and no message covers it', async ({ browser }) => {
  for (const [width, height, isInspecting] of [
    [1440, 900, true],
    [1440, 900, false],
    [1024, 768, false],
    [390, 844, false],
  ] as const) {
    const fresh = await browser.newContext({ viewport: { width, height } });
    const narrow = await fresh.newPage();
    await openLive(narrow, demo.url);
    const isPhone = width === 390;
    if (isPhone) await narrow.locator('.phone-bar .submit').first().click();
    await place(narrow, await farBid(narrow), '0.01');
    if (isPhone) await narrow.getByRole('button', { name: 'Orders', exact: true }).click();
    if (isInspecting) await narrow.keyboard.press('i');
    await expect(narrow.locator('.toast').first()).toBeVisible();
    const cancel = rows(narrow).getByRole('button', { name: /^Cancel Buy/ });
    await expect(cancel).toHaveCount(1);
    // The element at the middle of the button is the button itself, so nothing lies above it.
    const isFree = await cancel.evaluate((button) => {
      const { left, top, width: wide, height: high } = button.getBoundingClientRect();
      return document.elementFromPoint(left + wide / 2, top + high / 2) === button;
    });
    expect(isFree, `${width} px${isInspecting ? ' with the inspector' : ''}`).toBe(true);
    const types = narrow.locator('.kinds select');
    if (!isPhone) {
      // The button stays in sight, and covers no other cell of the row.
      const [filled, last] = await rows(narrow)
        .locator('td')
        .evaluateAll((all) => all.slice(-2).map((cell) => cell.getBoundingClientRect().toJSON()));
      expect(filled.right, `${width} px`).toBeLessThanOrEqual(last.left + 1);
      await types.selectOption('TAKE_PROFIT_LIMIT');
      const [inner, outer] = [await types.boundingBox(), await narrow.locator('.kinds').boundingBox()];
      expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0) + 1);
    }
    await cancel.click();
    await expect(rows(narrow)).toHaveCount(0);
    await fresh.close();
  }
});

test('on a phone, messages are above the inspector', async ({ browser }) => {
  const touch = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
  const phone = await touch.newPage();
  await openLive(phone, demo.url);
  await phone.getByRole('button', { name: 'Inspector' }).tap();
  await phone.locator('#try-lose-answer').tap();
  const toast = phone.locator('.toast').first();
  await expect(toast).toBeVisible();
  const isOnTop = await toast.evaluate((shown) => {
    const { left, top, width, height } = shown.getBoundingClientRect();
    return shown.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  expect(isOnTop).toBe(true);
  await expect(rows(phone)).toHaveCount(1, { timeout: 20_000 });
  await phone.getByRole('button', { name: 'Close the inspector' }).tap();
  await phone.getByRole('button', { name: 'Orders', exact: true }).tap();
  await cancelAll(phone);
  await touch.close();
});

test('on a phone, an experiment that fills in the order shows the order', async ({ browser }) => {
  const touch = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
  const phone = await touch.newPage();
  await openLive(phone, demo.url);
  await phone.getByRole('button', { name: 'Inspector' }).tap();
  await phone.locator('#try-nonsense').tap();
  await expect(phone.locator('.inspector')).toHaveCount(0);
  await expect(phone.locator('.form')).toBeVisible();
  await phone.getByRole('button', { name: /^Use / }).first().tap();
  await expect(phone.locator('.field-problem:not(:empty)')).toHaveCount(1);
  await touch.close();
});

test('on a phone, a touch on a level takes its price into the order, though the market moves', async ({ browser }) => {
  const touch = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
  const phone = await touch.newPage();
  await openLive(phone, demo.url);
  await phone.getByRole('button', { name: 'Book', exact: true }).tap();
  const level = phone.locator('.rows.bids .level').nth(3);
  await level.tap();
  const taken = await phone.locator('#order input[name=price]').inputValue();
  expect(taken).toMatch(/^\d+\.\d\d$/);
  await expect(phone.locator('.form')).toBeVisible();
  await phone.getByRole('button', { name: 'Close the order' }).tap();
  await expect(phone.locator('.form')).toBeHidden();
  // A browser reports the end of a touch before the click of this touch. In between, the touched row may change to
  // another price. The order form must get the price that was touched.
  const pressed = await phone.evaluate(async () => {
    const ladder = document.querySelector<HTMLElement>('.ladder');
    const row = ladder?.querySelectorAll<HTMLElement>('.rows.bids .level')[3];
    if (!ladder || !row) return undefined;
    row.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'touch' }));
    const price = row.dataset.exact;
    ladder.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'touch' }));
    while (row.dataset.exact === price) await new Promise(requestAnimationFrame);
    row.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    return price;
  });
  await expect(phone.locator('#order input[name=price]')).toHaveValue(pressed ?? '');
  await phone.getByRole('button', { name: 'Close the order' }).tap();
  // No element is wider than the screen, so the page cannot be scrolled sideways.
  expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await touch.close();
});
