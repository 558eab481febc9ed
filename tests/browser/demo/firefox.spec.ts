import { expect, test } from '@playwright/test';
import { Firefox, firefoxPath } from '../firefox.js';
import { ask, type Demo, startTradingPage } from './trading-page.js';

const ENTER = '\uE007';
const TAB = '\uE004';
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LIVE = "document.querySelector('#pulse')?.dataset.state === 'live'";

const path = await firefoxPath();
test.skip(!path, 'No Firefox: install it (Debian: `apt-get install firefox-esr`), or set FIREFOX_PATH.');

let demo: Demo;
let firefox: Firefox;

test.beforeAll(async () => {
  [demo, firefox] = await Promise.all([startTradingPage(), Firefox.start(path ?? '')]);
});

test.afterAll(async () => {
  await firefox?.close();
  await demo?.stop();
});

test('Firefox shows a live book, places an order by keyboard alone, and never shows data of a stopped exchange as live', async () => {
  await firefox.open(demo.url, WIDE);
  await firefox.until(LIVE);
  await firefox.until("document.querySelector('#submit')?.disabled === false");
  await firefox.until("document.querySelector('.canvas canvas')");

  await firefox.press('b');
  const price = String(Math.floor((await lastPrice(demo)) * 0.9));
  await firefox.press(...price, TAB, ...'0.01', ENTER);
  await firefox.until("document.querySelectorAll('#orders tr').length === 1");
  const shown = await firefox.evaluate<string>("document.querySelector('#orders tr').textContent");
  expect(shown).toContain('Buy');
  expect(shown.replaceAll(',', '')).toContain(price);
  await firefox.evaluate("document.querySelector('#orders .text-button').click()");
  await firefox.until("!document.querySelector('#orders tr')");
  expect(firefox.problems).toEqual([]);

  await demo.simulator.stop();
  await firefox.until(`!(${LIVE})`, 2_500);
  await firefox.until("document.querySelector('#notice') && document.querySelector('#submit').disabled");
});

test('Firefox runs the exchange in a worker of the page, at the width of a phone', async () => {
  await firefox.open(`${demo.url}?source=page&seed=3`, PHONE);
  await firefox.until(LIVE);
  await firefox.until("document.querySelector('.canvas canvas')");
  const wide = await firefox.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(wide).toBeLessThanOrEqual(0);
});

async function lastPrice(of: Demo): Promise<number> {
  const { price } = await ask<{ price: string }>(of, 'ticker/price?symbol=BTCUSDT');
  return Number(price);
}
