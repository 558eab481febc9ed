import { describe, expect, it, onTestFinished } from 'vitest';
import { bestOf, reasonOf, settleMirror, setUpMirror, symbol, tradeFor, view } from '../../test/mirrored-market.js';
import { ClientClock, createExchange, type Fault, VirtualClock } from '../index.js';
import { mirror } from '../mirror.js';

describe('a mirror whose market', () => {
  // `tradeFor` checks that the best prices and the fills of the mirror are never older than its option `maxAge` allows.
  it.each([
    ['is cut', [{ kind: 'status', scope: 'stream', status: 503, for: 1000 }], true],
    ['is cut, and answers no request', [{ kind: 'status', status: 503, for: 1000 }], true],
    ['is cut again and again', [{ kind: 'disconnect', scope: 'stream', probability: 0.01, for: 3000 }], false],
    ['is delayed', [{ kind: 'delay', scope: 'stream', ms: 2500, for: 2000 }], false],
    ['is a little late', [{ kind: 'delay', ms: 150, jitter: 200 }], false],
    ['sends nothing, but pings', [{ kind: 'stall', for: 2500 }], false],
    ['loses events', [{ kind: 'drop', scope: 'stream', probability: 0.03, for: 3000 }], false],
    ['sends events twice', [{ kind: 'duplicate', scope: 'stream', probability: 0.2, for: 3000 }], false],
    ['sends broken events', [{ kind: 'truncate', scope: 'stream', probability: 0.03, for: 3000 }], false],
    ['has old snapshots', [{ kind: 'staleSnapshot', ms: 3000, for: 4000 }], true],
  ] satisfies [string, Fault[], boolean][])('%s uses no old price, and recovers', async (_, faults, isCut) => {
    const world = await setUpMirror();
    const { upstream, exchange, source } = world;
    for (const fault of faults) upstream.faults.script(fault);
    if (isCut) upstream.sockets.cutAll();
    await tradeFor(5000, world);
    await settleMirror(world);
    expect(reasonOf(source)).toBe('live');
    expect(view(exchange)).toEqual(view(upstream));
    expect(bestOf(exchange)).toBe(bestOf(upstream));
    expect(exchange.engine.symbol(symbol)?.status).toBe('TRADING');
  });

  // Injects random faults for 3 s with one seed. If the environment variable `LONG` is set, injects them for one minute
  // with each of 40 seeds.
  it.each(process.env.LONG ? Array.from({ length: 40 }, (_, index) => index + 1) : [1])(
    'has random faults (seed %i) uses no old price, and recovers',
    async (seed) => {
      const world = await setUpMirror();
      const ms = process.env.LONG ? 60_000 : 3000;
      world.upstream.faults.draw({ seed, ms });
      await tradeFor(ms, world);
      world.market.close();
      await world.exchange.advance(180_000);
      expect(reasonOf(world.source)).toBe('live');
      expect(view(world.exchange)).toEqual(view(world.upstream));
    },
  );

  it('answers no request is live as long as its streams are', async () => {
    const world = await setUpMirror({ maxAge: 4000 });
    world.upstream.faults.script({ kind: 'status', scope: 'rest', status: 503, for: 10_000 });
    expect(await tradeFor(4000, world)).toMatchObject({ halted: 0, refused: 0 });
    // The closed market sends no more events, and the `status` fault still refuses all REST requests. So nothing
    // confirms the prices, and the mirrored symbol becomes stale.
    world.market.close();
    await world.exchange.advance(4500);
    expect(reasonOf(world.source)).toBe('outdated');
    await world.exchange.advance(3000);
    expect(reasonOf(world.source)).toBe('live');
  });

  it('was cut fills the orders whose prices the market has passed, at these prices', async () => {
    const { upstream, market, exchange, account, source } = await setUpMirror();
    market.close();
    const { engine } = exchange;
    const last = upstream.engine.bestPrices(symbol).bid?.[0] ?? 0n;
    const percent = last / 100n - ((last / 100n) % 1_000_000n);
    const order = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: 1_000_000n } as const;
    const place = (price: bigint) => engine.placeOrder(account.uid, { ...order, side: 'BUY', price }).order.orderId;
    const ids = [place(last - percent), place(last - 3n * percent)];
    const stop = { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: 1_000_000n, stopPrice: last - percent } as const;
    const { orderId: stopId } = engine.placeOrder(account.uid, stop).order;
    upstream.sockets.cutAll();
    upstream.faults.script({ kind: 'status', scope: 'stream', status: 503, for: 2500 });
    await exchange.advance(500);
    const [low, high] = [last - 2n * percent, last + percent].map((price) => String(price / 100_000_000n));
    upstream.price(symbol, low as string);
    await exchange.advance(500);
    upstream.price(symbol, high as string);
    await exchange.advance(500);
    expect(engine.order(account.uid, { symbol, orderId: ids[0] })).toMatchObject({ status: 'NEW' });
    expect(() => place(last)).toThrow('MARKET_CLOSED');
    await exchange.advance(12_000);
    expect(reasonOf(source)).toBe('live');
    const orders = ids.map((orderId) => engine.order(account.uid, { symbol, orderId }));
    // While the mirror was disconnected, the market made one small trade at the low price. It fills a part of the first
    // order. The price of the second order is below the low price, so this order is not filled.
    expect(orders.map(({ status }) => status)).toEqual(['PARTIALLY_FILLED', 'NEW']);
    // The trade at the low price triggered the stop order, which was then filled at the present price.
    expect(engine.order(account.uid, { symbol, orderId: stopId }).status).toBe('FILLED');
    const fill = engine.myTrades(account.uid, { symbol, orderId: stopId, limit: 5 }).at(-1);
    expect(Number((fill?.price ?? 0n) / 100_000_000n)).toBeGreaterThan(Number(last / 100_000_000n));
  });

  it('was asleep fills nothing before its timers run again', async () => {
    const clock = new VirtualClock({ start: Date.UTC(2026, 5, 1) });
    const upstream = createExchange({ clock, symbols: [symbol] });
    upstream.setBook(symbol, { bids: [['60000', '1']], asks: [['60001', '1']] });
    const machine = new ClientClock(clock);
    const source = await upstream.run(
      mirror(upstream.environment, { symbols: [symbol], clock: machine, history: 0, maxAge: 2000 }),
    );
    const exchange = createExchange({ clock, source });
    onTestFinished(() => exchange.close());
    await exchange.run(exchange.ready);
    const { uid } = exchange.createAccount({ balances: { USDT: '100000' } });
    const buy = () => exchange.engine.placeOrder(uid, { symbol, side: 'BUY', type: 'MARKET', quantity: 1_000_000n });
    expect(buy().fills).toHaveLength(1);
    machine.sleep(60_000);
    await exchange.advance(1500);
    expect(buy().fills).toHaveLength(1);
    await exchange.advance(600);
    expect(exchange.engine.symbol(symbol)?.status).toBe('TRADING');
    expect(buy).toThrow('MARKET_CLOSED');
    await exchange.advance(120_000);
    expect(buy().fills).toHaveLength(1);
  });
});
