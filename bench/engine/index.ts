// Compares the matching engine with a minimal order book that only matches orders. Run it with
// `node bench/run.mjs engine`.
import { Engine } from '../../packages/simulator/src/engine/index.js';
import { createRandom } from '../../packages/simulator/src/random/seeded-random.js';
import { claim, interleave, print } from '../kit/index.js';
import { bareBook } from './bare-book.js';
import { flow, halfOf, type Venue } from './flow.js';

const symbol = 'BTCUSDT';

/**
 * Creates the engine. Its filters are like those of the live exchange, and its accounts have enough money for every
 * order.
 */
function engineVenue(accounts: number, now: () => number, isHeard: boolean): Venue {
  const engine = new Engine({
    symbols: [
      {
        symbol,
        baseAsset: 'BTC',
        quoteAsset: 'USDT',
        filters: [
          { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' },
          { filterType: 'LOT_SIZE', minQty: '0.00001', maxQty: '9000', stepSize: '0.00001' },
          { filterType: 'MARKET_LOT_SIZE', minQty: '0', maxQty: '100', stepSize: '0' },
          {
            filterType: 'PERCENT_PRICE_BY_SIDE',
            bidMultiplierUp: '5',
            bidMultiplierDown: '0.2',
            askMultiplierUp: '5',
            askMultiplierDown: '0.2',
            avgPriceMins: 5,
          },
          {
            filterType: 'NOTIONAL',
            minNotional: '5',
            applyMinToMarket: true,
            maxNotional: '9000000',
            applyMaxToMarket: false,
            avgPriceMins: 5,
          },
          { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 1_000_000 },
          { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
        ],
      },
    ],
    now,
    random: createRandom(7),
    orderLimits: [{ interval: 'DAY', intervalNum: 1, limit: 1_000_000_000 }],
  });
  const ids = Array.from({ length: accounts }, () => engine.createAccount().id);
  for (const id of ids) {
    engine.deposit(id, 'BTC', 10n ** 16n);
    engine.deposit(id, 'USDT', 10n ** 19n);
  }
  if (isHeard) engine.on(() => undefined);
  const idOf = (account: number): number => ids[account] as number;
  const isOpen = (status: string): boolean => status === 'NEW' || status === 'PARTIALLY_FILLED';

  return {
    place(account, side, quantity, price) {
      const { order } = engine.placeOrder(
        idOf(account),
        price === undefined
          ? { symbol, side, type: 'MARKET', quantity }
          : { symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity, price },
      );
      return isOpen(order.status) ? order.orderId : undefined;
    },
    cancel(account, orderId) {
      const { status } = engine.order(idOf(account), { symbol, orderId });
      if (isOpen(status)) engine.cancelOrder(idOf(account), { symbol, orderId });
      return isOpen(status);
    },
    halve(account, orderId) {
      const { status, quantity = 0n, price } = engine.order(idOf(account), { symbol, orderId });
      const newQty = status === 'NEW' ? halfOf(quantity, price) : undefined;
      if (newQty !== undefined) engine.amendOrder(idOf(account), { symbol, orderId, newQty });
      return newQty !== undefined;
    },
  };
}

/**
 * How far order prices may be from the middle of the book, in units of 0.01. The two values result in books of about
 * 400 and about 20,000 levels.
 */
const [shallow, deep] = [200, 10_000];

const figures = await interleave(
  [
    flow('a bare book', shallow, bareBook),
    flow('the engine, no listener', shallow, (accounts, now) => engineVenue(accounts, now, false)),
    flow('the engine, a listener', shallow, (accounts, now) => engineVenue(accounts, now, true)),
    flow('the same, 20,000 levels', deep, (accounts, now) => engineVenue(accounts, now, true)),
  ],
  7,
);
print('Order operations, about 400 levels', figures);
const [bare = Number.NaN, silent = Number.NaN, withListener = Number.NaN, deeper = Number.NaN] = figures.map(
  ({ cpu }) => cpu,
);
for (const { name, cpu } of figures.slice(1)) {
  console.log(`${name}: ${Math.round(1e6 / cpu).toLocaleString('en')} operations a second of processor time`);
}
claim('the engine over a bare book, processor time', silent / bare, 10);
claim('with a listener', withListener / bare, 10);
claim('20,000 levels over 400, processor time', deeper / withListener, 1.6);
