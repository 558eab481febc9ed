import { expect, it } from 'vitest';
import { Dice } from '../../../../../tests/support/dice.js';
import { funded, limit, plain, setUpEngine } from '../../../test/engine/engine-setup.js';
import { agree } from '../../../test/engine/invariants.js';
import type { Engine } from '../index.js';

const symbol = 'BTCUSDT';
const ONE = 100_000_000n;

it('keeps thousands of levels sorted while orders are added and removed', () => {
  const { engine } = setUpEngine([plain(symbol, 'BTC', 'USDT')], { orderLimits: [] });
  const me = funded(engine, { BTC: 1_000_000, USDT: 1_000_000_000 }, { house: true });
  const dice = new Dice(3);
  const resting: { orderId: number; side: 'BUY' | 'SELL'; price: number }[] = [];
  const place = () => {
    const side = dice.chance(0.5) ? 'BUY' : 'SELL';
    const price = side === 'BUY' ? 5000 - dice.below(4000) : 5001 + dice.below(4000);
    const { orderId } = engine.placeOrder(me, limit(symbol, side, 1, price)).order;
    resting.push({ orderId, side, price });
  };
  const cancel = (from: number, count: number) => {
    for (const { orderId } of resting.splice(from, count)) engine.cancelOrder(me, { symbol, orderId });
  };
  const check = (label: string) => {
    const expected = (side: 'BUY' | 'SELL') => {
      const totals = new Map<number, bigint>();
      for (const each of resting) if (each.side === side) totals.set(each.price, (totals.get(each.price) ?? 0n) + ONE);
      const sign = side === 'BUY' ? -1 : 1;
      return [...totals].sort(([one], [other]) => sign * (one - other)).map(([p, total]) => [BigInt(p) * ONE, total]);
    };
    const { bids, asks } = engine.book(symbol);
    agree(bids, expected('BUY'), label);
    agree(asks, expected('SELL'), label);
    agree(engine.book(symbol, 700).asks, expected('SELL').slice(0, 700), label);
    agree(
      pegged(engine, me),
      [100, 3].map((depth) => expected('BUY')[depth]?.[0]),
      label,
    );
  };

  for (let step = 0; step < 8000; step += 1) {
    if (step % 4 < 3) place();
    else cancel(dice.below(resting.length), 1);
    if (step % 500 === 0 && step > 1000) check(`step ${step}`);
  }
  expect(engine.book(symbol).bids.length).toBeGreaterThan(1000);

  const { engine: copy } = setUpEngine([]);
  copy.importState(engine.exportState());
  agree(copy.book(symbol), engine.book(symbol), 'copy');

  // Sorts the orders by their distance from 5000, where bids and asks meet, so the best prices come first. Then cancels
  // the best orders, the worst orders, and all that remain.
  resting.sort((one, other) => Math.abs(one.price - 5000) - Math.abs(other.price - 5000));
  cancel(0, 2000);
  check('without the best');
  cancel(resting.length - 1000, 1000);
  check('without the worst');
  cancel(0, resting.length);
  agree(engine.book(symbol), { symbol, lastUpdateId: engine.book(symbol).lastUpdateId, bids: [], asks: [] }, 'empty');
  place();
  check('after the book was empty');
});

/** Places orders that are pegged to bids deep in the book, cancels them at once, and returns their pegged prices. */
function pegged(engine: Engine, account: number): (bigint | undefined)[] {
  return [100, 3].map((pegOffsetValue) => {
    if (engine.book(symbol).bids.length <= pegOffsetValue) return undefined;
    const { order } = engine.placeOrder(account, {
      ...limit(symbol, 'BUY', 1, 5000),
      price: undefined,
      pegPriceType: 'PRIMARY_PEG',
      pegOffsetType: 'PRICE_LEVEL',
      pegOffsetValue,
    });
    engine.cancelOrder(account, { symbol, orderId: order.orderId });
    return order.peggedPrice;
  });
}
