// How many order operations the matching engine does in a second. `node bench/run.mjs engine`
import { Engine } from '../../packages/simulator/src/engine/index.js';
import { createRandom } from '../../packages/simulator/src/world/seeded-random.js';
import { type Contender, claim, interleave, print } from '../kit/index.js';

const OPERATIONS = 50_000;
const ACCOUNTS = 20;
const SYMBOL = 'BTCUSDT';
const CENT = 1_000_000n;
const MID = 100_000n;

/** Orders around a price of 1000.00 with usual filters and commission; 50 % of them LIMIT, 40 % cancel, 8 % MARKET, 2 % amend are tried. */
function flow(name: string, spread: number, isHeard: boolean): Contender {
  const random = createRandom(7);
  let now = Date.UTC(2026, 0, 1) * 1000;
  const engine = new Engine({
    symbols: [
      {
        symbol: SYMBOL,
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
    now: () => now,
    random,
    orderLimits: [{ interval: 'DAY', intervalNum: 1, limit: 1_000_000_000 }],
  });
  const accounts = Array.from({ length: ACCOUNTS }, () => engine.createAccount().id);
  for (const account of accounts) {
    engine.deposit(account, 'BTC', 10n ** 16n);
    engine.deposit(account, 'USDT', 10n ** 19n);
  }
  if (isHeard) engine.on(() => undefined);
  const resting: { account: number; orderId: number }[] = [];

  /** Gives whether it came to a command: what was to be cancelled or amended may be filled by now. */
  const operate = (): boolean => {
    now += 50;
    const draw = random.next();
    const account = accounts[Math.floor(random.next() * ACCOUNTS)] as number;
    const side = random.next() < 0.5 ? 'BUY' : 'SELL';
    const quantity = BigInt(1 + Math.floor(random.next() * 100)) * 1_000_000n;
    if (draw < 0.5 || resting.length < 100) {
      const away = BigInt(Math.floor(random.next() * spread) - Math.floor(spread / 20));
      const price = (side === 'BUY' ? MID - away : MID + away) * CENT;
      const { order } = engine.placeOrder(account, {
        symbol: SYMBOL,
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity,
        price,
      });
      if (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED')
        resting.push({ account, orderId: order.orderId });
      return true;
    }
    if (draw < 0.9) {
      const at = Math.floor(random.next() * resting.length);
      const chosen = resting[at] as { account: number; orderId: number };
      resting[at] = resting.at(-1) as { account: number; orderId: number };
      resting.pop();
      const order = engine.order(chosen.account, { symbol: SYMBOL, orderId: chosen.orderId });
      const isOpen = order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
      if (isOpen) engine.cancelOrder(chosen.account, { symbol: SYMBOL, orderId: chosen.orderId });
      return isOpen;
    }
    if (draw < 0.98) {
      engine.placeOrder(account, { symbol: SYMBOL, side, type: 'MARKET', quantity });
      return true;
    }
    const chosen = resting[Math.floor(random.next() * resting.length)] as { account: number; orderId: number };
    const order = engine.order(chosen.account, { symbol: SYMBOL, orderId: chosen.orderId });
    const half = (order.quantity ?? 0n) / 2n;
    const newQty = half - (half % 1000n);
    const isLegal = order.status === 'NEW' && newQty * order.price >= 6n * 10n ** 16n;
    if (isLegal) engine.amendOrder(chosen.account, { symbol: SYMBOL, orderId: chosen.orderId, newQty });
    return isLegal;
  };

  return {
    name,
    round() {
      for (let done = 0; done < OPERATIONS; ) if (operate()) done += 1;
      return { operations: OPERATIONS };
    },
  };
}

const figures = await interleave(
  [
    flow('about 400 levels, no listener', 200, false),
    flow('about 400 levels, a listener', 200, true),
    flow('about 20,000 levels, a listener', 10_000, true),
  ],
  3,
);
print('Order operations of the engine', figures);
for (const { name, cpu } of figures)
  console.log(`${name}: ${Math.round(1e6 / cpu).toLocaleString('en')} operations a second`);
for (const { name, cpu } of figures) claim(`µs of processor time per operation, ${name}`, cpu, 10);
