// Measures how long it takes to check a legal LIMIT order against rules like those of the live exchange. Run it with
// `node bench/run.mjs rules`.
import { compileRules, validateOrder } from '@pkg/core/filters';
import Big from 'big.js';
import { type Contender, claim, interleave, print } from '../kit/index.js';

const priceFilter = {
  filterType: 'PRICE_FILTER',
  minPrice: '0.01000000',
  maxPrice: '100000.00000000',
  tickSize: '0.01000000',
};
const lotSize = { filterType: 'LOT_SIZE', minQty: '0.00100000', maxQty: '922327.00000000', stepSize: '0.00100000' };
const notional = {
  filterType: 'NOTIONAL',
  minNotional: '5.00000000',
  applyMinToMarket: true,
  maxNotional: '9000000.00000000',
  applyMaxToMarket: false,
  avgPriceMins: 5,
};
const rules = compileRules({
  symbol: 'BNBUSDT',
  status: 'TRADING',
  baseAsset: 'BNB',
  quoteAsset: 'USDT',
  baseAssetPrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
  icebergAllowed: true,
  ocoAllowed: true,
  isSpotTradingAllowed: true,
  allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  filters: [
    priceFilter,
    lotSize,
    { filterType: 'ICEBERG_PARTS', limit: 100 },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '585.20788284', stepSize: '0.00000000' },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '1.1',
      bidMultiplierDown: '0.8',
      askMultiplierUp: '1.2',
      askMultiplierDown: '0.9',
      avgPriceMins: 5,
    },
    notional,
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
  ],
});

const COUNT = 20_000;
const orders = Array.from({ length: 64 }, (_, index) => ({
  symbol: 'BNBUSDT',
  side: index % 2 ? 'BUY' : 'SELL',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: (1 + index / 1000).toFixed(3),
  price: (612.5 + index / 100).toFixed(2),
}));
const context = { averagePrice: '612.34567890', openOrders: [], openOrderLists: [], balances: [] };

/** Creates a contender that checks all orders with `isLegal`. All orders are legal, so it throws if one is refused. */
function contender(name: string, isLegal: (order: (typeof orders)[number]) => boolean): Contender {
  return {
    name,
    round() {
      let legal = 0;
      for (let each = 0; each < COUNT; each++) if (isLegal(orders[each & 63] as (typeof orders)[number])) legal++;
      if (legal !== COUNT) throw new Error(`${name}: ${COUNT - legal} legal orders were refused`);
      return { operations: COUNT };
    },
  };
}

const big = {
  minPrice: Big(priceFilter.minPrice),
  maxPrice: Big(priceFilter.maxPrice),
  tick: Big(priceFilter.tickSize),
  minQty: Big(lotSize.minQty),
  maxQty: Big(lotSize.maxQty),
  step: Big(lotSize.stepSize),
  least: Big(notional.minNotional),
  most: Big(notional.maxNotional),
};

const figures = await interleave(
  [
    contender('validateOrder: every rule', (order) => validateOrder(order, rules).problems.length === 0),
    contender('validateOrder: with context', (order) => validateOrder(order, rules, context).problems.length === 0),
    contender('big.js: price, lot and total alone', (order) => {
      const price = Big(order.price);
      const quantity = Big(order.quantity);
      const total = price.times(quantity);
      return (
        price.gte(big.minPrice) &&
        price.lte(big.maxPrice) &&
        price.mod(big.tick).eq(0) &&
        quantity.gte(big.minQty) &&
        quantity.lte(big.maxQty) &&
        quantity.mod(big.step).eq(0) &&
        total.gte(big.least) &&
        total.lte(big.most)
      );
    }),
  ],
  25,
);
print('Validating a legal LIMIT order', figures);
const [every, inContext, byBig] = figures;
claim('validateOrder over big.js, processor time', (every?.cpu ?? Number.NaN) / (byBig?.cpu ?? Number.NaN), 0.5);
claim('with context over big.js, processor time', (inContext?.cpu ?? Number.NaN) / (byBig?.cpu ?? Number.NaN), 0.7);
