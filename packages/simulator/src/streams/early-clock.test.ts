import type { Clock } from '@pkg/core';
import { expect, it } from 'vitest';
import { funded, limit, plain, setUpEngine } from '../../test/engine/engine-setup.js';
import { MarketData } from '../market-data/market-data.js';
import { StreamHub } from './stream-hub.js';

/**
 * Creates a clock whose timer runs when the test calls `run`. The test can run the timer up to 1 ms early, as some
 * machines do.
 */
function manualClock() {
  let now = 1_767_225_600_250;
  let timer: { callback: () => void; due: number } | undefined;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    setTimeout: (callback, ms) => {
      timer = { callback, due: now + ms };
      return timer;
    },
    clearTimeout: () => {
      timer = undefined;
    },
  };
  /** Runs the timer `early` ms before it is due. */
  const run = (early: number): void => {
    const { callback, due } = timer!;
    now = due - early;
    callback();
  };
  return { clock, run, due: () => timer?.due };
}

it('a timer that runs slightly early publishes once, and the next one is a whole interval later', () => {
  const { engine } = setUpEngine([plain('BNBBTC', 'BNB', 'BTC')]);
  const marketData = new MarketData();
  marketData.follow(engine);
  const trader = funded(engine, { BNB: 10, BTC: 10 });
  for (const side of ['SELL', 'BUY'] as const) engine.placeOrder(trader, limit('BNBBTC', side, 1, 1));
  const { clock, run, due } = manualClock();
  const hub = new StreamHub({ engine, marketData, clock });
  const received: string[] = [];
  hub.subscribe('bnbbtc@avgPrice', {
    unit: 'MILLISECOND',
    combined: false,
    bufferedAmount: 0,
    deliver: (text) => void received.push(text),
    close() {},
  });
  expect(due()).toBe(1_767_225_601_000);
  run(0.4);
  expect(received).toHaveLength(1);
  expect(due()).toBeCloseTo(1_767_225_602_000, 3);
  run(0.9);
  expect(received).toHaveLength(2);
  expect(due()).toBeCloseTo(1_767_225_603_000, 3);
  run(0);
  expect(received).toHaveLength(3);
  expect(due()).toBe(1_767_225_604_000);
  hub.close();
});
