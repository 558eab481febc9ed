import { systemClock } from '@pkg/core';
import {
  createExchange,
  createRandom,
  type Exchange,
  SyntheticDepth,
  SyntheticMarket,
  VirtualClock,
} from '@pkg/simulator';
import { PacedTime, type Port, servePort } from '@pkg/simulator/worker';
import { type ExchangeDetails, type ExchangeStart, syntheticSymbol } from './options.js';

// Runs the simulated exchange in a worker of the page. The first message from the page is an `ExchangeStart`.

const HOUR = 3_600_000;
/** How much history is generated, in ms. With 24 hours, the 24-hour statistics are complete. */
const HISTORY = 24 * HOUR;
/**
 * The time between the starts of two symbols, in ms. Generating the history of a symbol takes about half of this time.
 * The worker can answer the page in the rest of the time.
 */
const BETWEEN_SYMBOLS = 100;
/**
 * The length of the last part of a repeated simulation, in ms. The page shows this part at normal speed. The worker
 * computes the rest beforehand, as fast as possible.
 */
const WATCHED = 2_000;

self.addEventListener(
  'message',
  ({ data }: MessageEvent<ExchangeStart & { readonly port: MessagePort }>) => {
    const { port, ...options } = data;
    start(options, port).catch((error: unknown) => {
      port.postMessage({ kind: 'failed', message: String(error) });
      self.close();
    });
  },
  { once: true },
);

async function start(options: ExchangeStart, port: Port): Promise<void> {
  const { seed, commands, until, speed } = options;
  const clock = new VirtualClock({ start: options.start });
  // The client keeps the limit of five messages per second by itself. While the exchange's time is stopped, no second
  // passes for the exchange, so it must not count the messages.
  const socketLimits = { messagesPerSecond: Number.MAX_SAFE_INTEGER };
  const exchange = createExchange({ seed, clock, symbols: [...options.symbols], socketLimits });
  const balances = { USDT: '100000', BTC: '2', ETH: '20', BNB: '100', SOL: '200' };
  const details: ExchangeDetails = exchange.createAccount({ balances });
  const market = new SyntheticMarket(exchange);
  const time = new PacedTime(clock, systemClock);
  const startSymbol = (symbol: string): void => {
    market.addHistory(HISTORY, { symbols: [symbol] });
    market.start([symbol]);
  };
  const [first = '', ...others] = options.symbols;
  startSymbol(first);
  for (const [index, symbol] of others.entries()) {
    clock.setTimeout(() => startSymbol(symbol), (index + 1) * BETWEEN_SYMBOLS);
  }
  feedSynthetic(exchange, options);
  for (const { at, mode } of commands) {
    clock.setTimeout(() => {
      market.mode = mode;
    }, at);
  }
  if (until > 0) {
    // The last part of the repeated simulation runs only after the page has connected, so that the page's book receives
    // events and becomes live. Before that, the exchange receives no requests, as in the original simulation.
    await time.advance(Math.max(0, until - WATCHED));
    time.pauseAt(until);
  } else {
    // The order in which the symbols start must not depend on the shown symbol, because another page may repeat the
    // simulation. So if the shown symbol starts later than others, the time until its start passes at once.
    await time.advance(Math.max(0, options.symbols.indexOf(options.shown)) * BETWEEN_SYMBOLS);
  }
  servePort(exchange, port, { market, time, details });
  time.speed = speed;
}

function feedSynthetic(exchange: Exchange, { seed, synthetic: count }: ExchangeStart): void {
  if (count === 0) return;
  const symbols = Array.from({ length: count }, (_, index) => syntheticSymbol(index + 1));
  for (const symbol of symbols) {
    exchange.engine.addSymbol({ symbol, baseAsset: symbol.slice(0, -4), quoteAsset: 'USDT' });
  }
  // The added books use random numbers of their own. So the trades of the other symbols are the same with and without
  // the added books.
  const depth = new SyntheticDepth(exchange.clock, createRandom(seed), symbols, { levels: 60, interval: 1000 });
  for (const book of depth.books) exchange.feed(book);
  depth.start();
}
