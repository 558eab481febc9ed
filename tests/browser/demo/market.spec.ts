import { expect, type Page, test } from '@playwright/test';
import {
  ask,
  control,
  type Demo,
  expectLive,
  numberIn,
  openLive,
  openStreams,
  startTradingPage,
  toasts,
  watch,
} from './trading-page.js';

type Trade = { id: number; price: string; qty: string; time: number; isBuyerMaker: boolean };
type Depth = { bids: [string, string][]; asks: [string, string][] };

test.use({ viewport: { width: 1440, height: 900 } });

let demo: Demo;

test.beforeAll(async () => {
  demo = await startTradingPage('--no-limits');
});

test.afterAll(() => demo.stop());

test('shows the book, trades and candles of the exchange, with the meaning of each colour', async ({ page }) => {
  const problems = watch(page);
  await openLive(page, demo.url);
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    // The depth stream sends changes every 100 ms of the exchange's time. After each of its events, the page must show
    // the same book as the exchange.
    let bids: [string, string][] = [];
    await expect
      .poll(
        async () => {
          await control(demo, 'POST /sim/advance', { ms: 20 });
          await page.waitForTimeout(50);
          const depth = await ask<Depth>(demo, 'depth?symbol=BTCUSDT&limit=5');
          bids = depth.bids;
          const shown = [await bestLevels(page, 'asks'), await bestLevels(page, 'bids')];
          return JSON.stringify(shown) === JSON.stringify([withTotals(depth.asks), withTotals(bids)]);
        },
        { intervals: [50], timeout: 20_000 },
      )
      .toBe(true);
    // A row under the pointer shows the sums of all levels from the best price to the level of the row.
    await page.locator('.rows.bids .level').nth(3).hover();
    const four = bids.slice(0, 4).map((level) => level.map(Number)) as [number, number][];
    const total = four.reduce((sum, [, quantity]) => sum + quantity, 0);
    const cost = four.reduce((sum, [price, quantity]) => sum + price * quantity, 0);
    const sums = page.locator('.sums');
    await expect(sums).toContainText('avg');
    const [, , average = '', away = ''] = ((await sums.textContent()) ?? '').split(' · ');
    expect(Math.abs(numberIn(average) - cost / total)).toBeLessThanOrEqual(0.01);
    const [[best] = [0], , , [worst] = [0]] = four;
    expect(numberIn(away)).toBeCloseTo((100 * (best - worst)) / best, 2);
    await page.mouse.move(0, 0);
    expect(await isGreen(page, '.rows.bids .level:not(.blank) .price')).toBe(true);
    expect(await isGreen(page, '.rows.asks .level:not(.blank) .price')).toBe(false);

    const trades = await ask<Trade[]>(demo, 'trades?symbol=BTCUSDT&limit=5');
    for (const trade of trades) {
      const line = page.locator(`.tape li[data-id="${trade.id}"]`);
      // If the buyer was the maker, the taker was the seller.
      await expect(line).toHaveAttribute('data-side', trade.isBuyerMaker ? 'SELL' : 'BUY');
      await expect(line).toContainText(trade.isBuyerMaker ? '▼' : '▲');
      const [price = '', quantity = '', time] = await line.locator('span').allTextContents();
      expect([numberIn(price), numberIn(quantity)]).toEqual([Number(trade.price), Number(trade.qty)]);
      expect(time).toBe(new Date(trade.time).toTimeString().slice(0, 8));
      expect(await isGreen(page, `.tape li[data-id="${trade.id}"] .price`)).toBe(!trade.isBuyerMaker);
    }
    await expect(page.locator('.tape li:not([hidden])').first()).toHaveAttribute('data-id', String(trades.at(-1)?.id));
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
  expect(problems).toEqual([]);
});

test('shows the 24-hour figures of the exchange, with the sign and the colour of the change', async ({ page }) => {
  await openLive(page, demo.url);
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    const figure = (name: string) => page.locator(`.figure-${name} > span`);
    await expect
      .poll(
        async () => {
          await control(demo, 'POST /sim/advance', { ms: 100 });
          await page.waitForTimeout(150);
          const day = await ask<Record<string, string>>(demo, 'ticker/24hr?symbol=BTCUSDT');
          const shown = [await figure('high').textContent(), await figure('low').textContent()].map(numberIn);
          const change = 100 * (Number(day.lastPrice) / Number(day.openPrice) - 1);
          const sign = change >= 0 ? '+' : '−';
          return (
            JSON.stringify(shown) === JSON.stringify([Number(day.highPrice), Number(day.lowPrice)]) &&
            numberIn(await page.locator('.headline .price').textContent()) === Number(day.lastPrice) &&
            (await figure('24h').textContent()) === `${sign}${Math.abs(change).toFixed(2)}%` &&
            (await isGreen(page, '.figure-24h > span')) === change >= 0
          );
        },
        { intervals: [50], timeout: 20_000 },
      )
      .toBe(true);
    const day = await ask<Record<string, string>>(demo, 'ticker/24hr?symbol=BTCUSDT');
    expect(Number(day.highPrice)).toBeGreaterThan(Number(day.lowPrice));
    // After each step of the market, the row between asks and bids must show the last price, as the headline does. If
    // it showed the best bid, the two would be equal only after some of the steps.
    for (let step = 0; step < 8; step++) {
      await control(demo, 'POST /sim/advance', { ms: 500 });
      await page.waitForTimeout(300);
      await expect
        .poll(async () => {
          const last = await page.locator('.headline .price').textContent();
          const shown = [await page.locator('.ladder .last').textContent(), await page.title()];
          return JSON.stringify(shown) === JSON.stringify([last, `${last} · BTC/USDT`]);
        })
        .toBe(true);
    }
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

test('draws the bids green on the left of the depth chart, and the asks red on its right', async ({ page }) => {
  await openLive(page, demo.url);
  await page.getByRole('button', { name: 'Depth', exact: true }).click();
  const canvas = page.locator('.canvas tr').first().locator('td').nth(1).locator('canvas').first();
  const halves = () =>
    canvas.evaluate((found) => {
      const { width, height } = found as HTMLCanvasElement;
      const pixels = (found as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      const count = { left: { green: 0, red: 0 }, right: { green: 0, red: 0 } };
      for (let index = 0; index < pixels.length; index += 4) {
        const [red = 0, green = 0, alpha = 0] = [pixels[index], pixels[index + 1], pixels[index + 3]];
        const half = (index / 4) % width < width / 2 ? count.left : count.right;
        // The two lines of the depth chart are opaque. The areas below them and the grid are not, so they are not
        // counted.
        if (alpha > 200 && green > red + 60) half.green += 1;
        if (alpha > 200 && red > green + 60) half.red += 1;
      }
      return count;
    });
  await expect.poll(async () => (await halves()).left.green, { timeout: 30_000 }).toBeGreaterThan(100);
  const { left, right } = await halves();
  expect(right.red).toBeGreaterThan(100);
  expect(left.red).toBe(0);
  expect(right.green).toBe(0);
});

test('draws the last change of the book in the depth chart, although it follows another one at once', async ({
  page,
}) => {
  await openLive(page, demo.url);
  // The banner of a market that stands still would change the size of the chart.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('#notice { display: none }');
    document.adoptedStyleSheets = [sheet];
  });
  await page.getByRole('button', { name: 'Depth', exact: true }).click();
  const canvas = page.locator('.canvas tr').first().locator('td').nth(1).locator('canvas').first();
  await expect(canvas).toBeVisible();
  const { price } = await ask<{ price: string }>(demo, 'ticker/price?symbol=BTCUSDT');
  const move = async (share: number): Promise<void> => {
    await control(demo, 'POST /sim/price', { symbol: 'BTCUSDT', price: String(Math.round(Number(price) * share)) });
    await control(demo, 'POST /sim/advance', { ms: 100 });
  };
  // The chart is drawn at most once in 250 ms, so it is complete after 600 ms.
  const picture = async (): Promise<string> => {
    await page.waitForTimeout(600);
    return canvas.evaluate((found) => (found as HTMLCanvasElement).toDataURL());
  };
  // Each change of the theme draws the chart again, with the newest book. The third change leads to the first theme.
  const redraw = async (): Promise<void> => {
    for (let change = 0; change < 3; change++) await page.locator('#theme').click();
  };
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    // The first drawings set the width of the price axis.
    await move(0.99);
    await picture();
    await redraw();
    await picture();
    await move(0.98);
    await move(0.97);
    const drawn = await picture();
    await redraw();
    expect((await picture()) === drawn).toBe(true);
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

test('shows the newest candle as the exchange has it, while it changes', async ({ page }) => {
  await openLive(page, demo.url);
  await expect(page.locator('.canvas canvas').first()).toBeVisible();
  const legend = page.locator('#legend');
  const before = await legend.textContent();
  await expect(legend).not.toHaveText(before ?? '', { timeout: 10_000 });
  await control(demo, 'POST /sim/speed', { speed: 0 });
  try {
    let low = 0;
    // The kline stream sends the candle every 2 s of the exchange's time. After each of its events, the page must show
    // the same candle as the exchange.
    await expect
      .poll(
        async () => {
          await control(demo, 'POST /sim/advance', { ms: 100 });
          const [candle] = await ask<string[][]>(demo, 'klines?symbol=BTCUSDT&interval=1m&limit=1');
          const wanted = (candle ?? []).slice(0, 4).map(Number);
          low = wanted[3] ?? 0;
          const shown = (await legend.locator('span').allTextContents()).slice(0, 3).map(numberIn);
          const time = Number(await legend.getAttribute('data-time')) * 1000;
          return JSON.stringify([time, ...shown]) === JSON.stringify(wanted);
        },
        { intervals: [100], timeout: 20_000 },
      )
      .toBe(true);
    // A trade at a low price extends the drawn candle, so the price scale changes. If only the volume changed, the
    // price scale would stay the same.
    const axis = page.locator('.canvas tr').first().locator('td').last().locator('canvas');
    const pixels = () => axis.evaluateAll((all) => all.map((each) => (each as HTMLCanvasElement).toDataURL()).join());
    const drawn = await pixels();
    expect(drawn).toMatch(/^data:image\/png;base64,.{1000}/);
    await control(demo, 'POST /sim/trade', {
      symbol: 'BTCUSDT',
      price: String(Math.round(low * 0.99)),
      quantity: '0.01',
    });
    await control(demo, 'POST /sim/advance', { ms: 2_500 });
    await expect.poll(async () => (await pixels()) === drawn).toBe(false);
  } finally {
    await control(demo, 'POST /sim/speed', { speed: 1 });
  }
});

test('shows only the chosen symbol after fast choices, and leaves no stream open', async ({ page }) => {
  const streams = openStreams(page);
  await openLive(page, demo.url);
  const sockets = async (): Promise<number> => ((await control(demo, 'GET /sim/')) as { sockets: number }).sockets;
  const before = await sockets();
  for (const name of [
    'ETHUSDT',
    'BNBBTC',
    'LTCUSDT',
    'BNBUSDT',
    'BTCUSDT',
    'ETHUSDT',
    'LTCUSDT',
    'BNBBTC',
    'BNBUSDT',
    'ETHUSDT',
  ]) {
    await choose(page, name);
  }
  await expect(page.locator('.symbol-button strong')).toHaveText('ETH/USDT');
  await expectLive(page);
  const price = numberIn((await page.locator('.level:not(.blank) .price').first().textContent()) ?? '');
  expect(Math.abs(price / 3_100 - 1)).toBeLessThan(0.2);
  const lines = await page.locator('.tape li:not([hidden]) .price').allTextContents();
  expect(lines.map(numberIn).filter((each) => Math.abs(each / price - 1) > 0.1)).toEqual([]);
  const ids = await page
    .locator('.tape li:not([hidden])')
    .evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset.id));
  expect(new Set(ids).size).toBe(ids.length);
  await expect.poll(sockets).toBe(before);
  await expect
    .poll(streams)
    .toEqual(['ethusdt@depth@100ms', 'ethusdt@kline_1m', 'ethusdt@miniTicker', 'ethusdt@trade']);
});

test('shows nothing of the old symbol from the moment at which the page names the new one', async ({ page }) => {
  await openLive(page, demo.url);
  await expect(page.locator('#legend')).toContainText('O');
  await page.locator('.symbol-button').click();
  await expect(page.locator('#pair-ETHUSDT')).toContainText('%');
  await page.evaluate(() => {
    const old = ['.level:not(.blank)', '.tape li:not([hidden])', '.canvas canvas', '#legend span'];
    new MutationObserver(() => {
      document.documentElement.dataset.old = old.filter((each) => document.querySelector(each)).join();
    }).observe(document.querySelector('.symbol-button') as Element, { subtree: true, characterData: true });
  });
  await page.locator('#pair-ETHUSDT').click();
  await expect(page.locator('.symbol-button strong')).toHaveText('ETH/USDT');
  await expect(page.locator('html')).toHaveAttribute('data-old', '');
});

test('loads older candles when one pans to the left, and every interval', async ({ page }) => {
  const pages: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/klines')) pages.push(request.url());
  });
  await openLive(page, demo.url);
  await page.getByRole('button', { name: '1s candles' }).click();
  await expect(page).toHaveURL(/interval=1s/);
  await expect.poll(() => pages.some((url) => url.includes('interval=1s'))).toBe(true);
  const canvas = page.locator('.canvas');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('the chart has no box');
  const drag = async (): Promise<void> => {
    await page.mouse.move(box.x + 60, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 460, box.y + 120, { steps: 4 });
    await page.mouse.up();
  };
  await expect
    .poll(
      async () => {
        await drag();
        return pages.some((url) => url.includes('endTime'));
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  await page.getByLabel('All intervals').selectOption('3m');
  await expect.poll(() => pages.some((url) => url.includes('interval=3m'))).toBe(true);
  await page.getByRole('button', { name: 'Depth' }).click();
  await expect(page.getByRole('group', { name: 'Depth of the book' }).locator('canvas').first()).toBeVisible();
});

test('shows another symbol, and says so, if the link names one that is not listed', async ({ page }) => {
  await page.goto(`${demo.url}?symbol=NOSUCH`);
  await expect(toasts(page)).toContainText('NOSUCH is not listed here');
  await expectLive(page);
  await expect(page.locator('.symbol-button strong')).toHaveText('BTC/USDT');
});

/** Chooses a symbol in the search and does not wait for its data. */
async function choose(page: Page, symbol: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search pairs' }).fill(symbol);
  await page.locator(`#pair-${symbol}`).click();
}

/** Returns the best five levels of a side of the shown book: price, quantity and total quantity, best first. */
async function bestLevels(page: Page, side: 'asks' | 'bids'): Promise<(readonly number[])[]> {
  const levels = await page
    .locator(`.rows.${side} .level:not(.blank)`)
    .evaluateAll((all) =>
      all.map((level) => [...level.querySelectorAll('span')].map(({ textContent }) => textContent ?? '')),
    );
  // The asks are above the bids, so the best ask is the last row of the asks.
  const sorted = side === 'asks' ? levels.reverse() : levels;
  return sorted.slice(0, 5).map((texts) => texts.map(numberIn));
}

/** Returns the levels of the exchange as {@link bestLevels} does. The page shows quantities with five decimals. */
function withTotals(levels: readonly (readonly [string, string])[]): (readonly number[])[] {
  let total = 0;
  return levels.map(([price, quantity]) => {
    total += Number(quantity);
    return [Number(price), Number(quantity), Number(total.toFixed(5))];
  });
}

/** Returns whether the colour of a text is more green than red. */
async function isGreen(page: Page, selector: string): Promise<boolean> {
  const color = await page
    .locator(selector)
    .first()
    .evaluate((found) => getComputedStyle(found).color);
  const [red = 0, green = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return green > red;
}
