import { expect, it } from 'vitest';
import { Engine, type EngineEvent, ExchangeError, type NewOrder } from '../../packages/simulator/src/engine/index.js';
import { scaled } from '../support/scale.js';
import { agree, Ledgers } from './invariants.js';
import { Reference, type RefOrder, type Request } from './reference.js';
import { generator, plain } from './support.js';

const PER_EPISODE = 1000;
const TICK = 1000n;
const STEP = 1000n;
const ACCOUNTS = 5;
const MODES = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const;
const TYPES = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;

const total = scaled(30_000, 1_000_000);

it(`does what a naive engine does over ${total} random operations`, { timeout: 3_600_000 }, () => {
  const seen: Record<string, number> = {};
  for (let episode = 0; episode * PER_EPISODE < total; episode += 1) play(episode + 1, seen);
  // The flow is worth something only when all of these come up.
  for (const kind of ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'amended', 'replaced', 'triggered']) {
    expect(seen[kind], kind).toBeGreaterThan(total / 1000);
  }
});

function play(seed: number, seen: Record<string, number>): void {
  const next = generator(seed);
  const int = (below: number) => Math.floor(next() * below);
  const pick = <T>(values: readonly T[]): T => values[int(values.length)] as T;

  const isCoarse = next() < 0.3;
  const rules = {
    tick: TICK,
    step: STEP,
    minQty: 3n * STEP,
    maxQty: 60_000n * STEP,
    minNotional: isCoarse ? 20n : 0n,
    maker: 100_000n,
    taker: 200_000n,
  };
  const events: EngineEvent[] = [];
  let now = 1_767_225_600_000_000;
  const rate = { buyer: '0', seller: '0' };
  const engine = new Engine({
    symbols: [
      plain('BTCUSDT', 'BTC', 'USDT', {
        filters: [
          { filterType: 'PRICE_FILTER', minPrice: '0', maxPrice: '0', tickSize: '0.00001' },
          { filterType: 'LOT_SIZE', minQty: '0.00003', maxQty: '0.60000', stepSize: '0.00001' },
          {
            filterType: 'MIN_NOTIONAL',
            minNotional: isCoarse ? '0.0000002' : '0',
            applyToMarket: false,
            avgPriceMins: 5,
          },
        ],
        commission: {
          standard: { maker: '0.001', taker: '0.002', ...rate },
          special: { maker: '0', taker: '0', ...rate },
          tax: { maker: '0', taker: '0', ...rate },
          discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: 'BNB', discount: '0.25' },
        },
      }),
    ],
    now: () => now,
    random: { bytes: (length) => new Uint8Array(length) },
    orderLimits: [],
  });
  engine.on((event) => {
    events.push(event);
    if (event.type === 'ORDER' && event.executionType === 'NEW' && event.isOnBook && event.order.stopPrice > 0n) {
      seen.triggered = (seen.triggered ?? 0) + 1;
    }
  });
  const groups = [-1, -1, 7, 7, -1];
  const ids = groups.map((tradeGroupId) => engine.createAccount({ tradeGroupId }).id);
  for (const id of ids) {
    engine.deposit(id, 'BTC', 200_000_000n);
    engine.deposit(id, 'USDT', 150_000n);
  }
  const reference = new Reference(
    rules,
    groups.map((group) => ({ group, base: 200_000_000n, quote: 150_000n })),
  );
  const ledgers = new Ledgers(engine, 'BTCUSDT', { BTC: 1_000_000_000n, USDT: 750_000n });
  events.length = 0;

  const request = (): Request => {
    const side = pick(['BUY', 'SELL'] as const);
    const selfTradePreventionMode = pick(MODES);
    const common = { side, selfTradePreventionMode };
    const quantity = BigInt(1 + int(next() < 0.1 ? 70_000 : 3000)) * STEP + (next() < 0.02 ? 7n : 0n);
    const price = BigInt(100 + int(21) - 10) * TICK + (next() < 0.02 ? 3n : 0n);
    const draw = next();
    if (draw < 0.55) {
      const timeInForce = next() < 0.8 ? 'GTC' : pick(['IOC', 'FOK'] as const);
      const isIceberg = timeInForce === 'GTC' && next() < 0.25;
      const icebergQty = BigInt(3 + int(600)) * STEP;
      return { ...common, type: 'LIMIT', timeInForce, quantity, price, ...(isIceberg ? { icebergQty } : {}) };
    }
    if (draw < 0.63) return { ...common, type: 'LIMIT_MAKER', quantity, price };
    if (draw < 0.72) return { ...common, type: 'MARKET', quantity };
    if (draw < 0.8) return { ...common, type: 'MARKET', quoteOrderQty: BigInt(1 + int(6000)) };
    const type = pick(TYPES);
    const stop = BigInt(100 + int(21) - 10) * TICK;
    const trails = next() < 0.3;
    const trailingDelta = 50 + int(800);
    const trigger = {
      ...(trails && next() < 0.5 ? {} : { stopPrice: stop }),
      ...(trails ? { trailingDelta } : {}),
    };
    if (type === 'STOP_LOSS' || type === 'TAKE_PROFIT') return { ...common, type, quantity, ...trigger };
    const timeInForce = pick(['GTC', 'GTC', 'IOC', 'FOK'] as const);
    return { ...common, type, timeInForce, quantity, price, ...trigger };
  };

  for (let turn = 0; turn < PER_EPISODE; turn += 1) {
    now += 1000;
    const account = int(ACCOUNTS);
    const id = ids[account] as number;
    const from = reference.state.trades.length;
    const open = reference.state.orders.filter(({ place }) => place !== 'OVER');
    const target = open.length > 0 && next() < 0.97 ? pick(open) : undefined;
    const orderId = target?.id ?? 1 + int(1000);
    const owner = target && next() < 0.97 ? target.account : account;
    const ownerId = ids[owner] as number;
    const draw = next();
    const told = `seed ${seed}, turn ${turn}`;

    if (draw < 0.66) {
      const wanted = request();
      const expected = reference.place(account, wanted);
      const answer = attempt(() => engine.placeOrder(id, { ...wanted, symbol: 'BTCUSDT' } as NewOrder).order);
      agree(answer, outcome(expected), told);
    } else if (draw < 0.84) {
      const expected = reference.cancel(owner, orderId);
      const answer = attempt(() => {
        const result = engine.cancelOrder(ownerId, { symbol: 'BTCUSDT', orderId });
        return 'order' in result ? result.order : undefined;
      });
      agree(answer, outcome(expected), told);
    } else if (draw < 0.93) {
      const quantity = BigInt(1 + int(3000)) * STEP + (next() < 0.05 ? 1n : 0n);
      const newQty = target && next() < 0.7 ? (target.quantity / 2n / STEP) * STEP : quantity;
      const expected = newQty > 0n ? reference.amend(owner, orderId, newQty) : -2038;
      if (newQty > 0n) {
        const answer = attempt(() => engine.amendOrder(ownerId, { symbol: 'BTCUSDT', orderId, newQty }).order);
        agree(answer, outcome(expected), told);
        if (typeof expected !== 'number') seen.amended = (seen.amended ?? 0) + 1;
      }
    } else {
      const wanted = request();
      const stops = next() < 0.5;
      const expected = reference.cancelReplace(owner, orderId, wanted, stops);
      const answer = attemptReplace(engine, ownerId, orderId, wanted, stops);
      agree(answer, typeof expected === 'number' ? expected : expected.map((half) => half && outcome(half)), told);
      seen.replaced = (seen.replaced ?? 0) + 1;
    }
    reference.settle();
    compare(engine, reference, ids, from, events, told);
    ledgers.check(events, told);
    events.length = 0;
  }
  for (const { status } of [...reference.over, ...reference.state.orders]) seen[status] = (seen[status] ?? 0) + 1;
}

type Outcome = number | { id: number; status: string; quantity: bigint; executed: bigint; prevented: bigint };

function outcome(order: RefOrder | number): Outcome {
  if (typeof order === 'number') return order;
  const { id, status, quantity, executed, prevented } = order;
  return { id, status, quantity, executed, prevented };
}

function attempt(
  action: () =>
    | {
        orderId: number;
        status: string;
        quantity: bigint | undefined;
        executedQty: bigint;
        preventedQuantity: bigint;
      }
    | undefined,
): Outcome {
  try {
    const order = action();
    if (!order) throw new Error('no order in the answer');
    const { orderId: id, status, quantity = 0n, executedQty: executed, preventedQuantity: prevented } = order;
    return { id, status, quantity, executed, prevented };
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

function attemptReplace(
  engine: Engine,
  accountId: number,
  cancelOrderId: number,
  wanted: Request,
  stops: boolean,
): number | (Outcome | undefined)[] {
  const halves = (result: ReturnType<Engine['cancelReplace']>) => {
    const { cancel, placement } = result;
    const one =
      cancel.result === 'SUCCESS' && 'order' in cancel.response
        ? attempt(() => ('order' in cancel.response ? cancel.response.order : undefined))
        : cancel.result === 'FAILURE'
          ? cancel.error.code
          : undefined;
    const other =
      placement.result === 'SUCCESS'
        ? attempt(() => placement.response.order)
        : placement.result === 'FAILURE'
          ? placement.error.code
          : undefined;
    return [one, other];
  };
  try {
    return halves(
      engine.cancelReplace(accountId, {
        cancelReplaceMode: stops ? 'STOP_ON_FAILURE' : 'ALLOW_FAILURE',
        cancelOrderId,
        order: { ...wanted, symbol: 'BTCUSDT' } as NewOrder,
      }),
    );
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    if (error.code !== -2021 && error.code !== -2022) return error.code;
    return halves(error.data as ReturnType<Engine['cancelReplace']>);
  }
}

/** Same fills, balances, books and order states. */
function compare(
  engine: Engine,
  reference: Reference,
  ids: readonly number[],
  from: number,
  events: readonly EngineEvent[],
  told: string,
): void {
  const trades = events.flatMap((event) => {
    if (event.type !== 'TRADE') return [];
    const { price, quantity, takerOrderId: taker, buyerOrderId, sellerOrderId, isBuyerMaker } = event.trade;
    return [{ price, quantity, maker: isBuyerMaker ? buyerOrderId : sellerOrderId, taker }];
  });
  agree(trades, reference.state.trades.slice(from), told);
  const { bids, asks } = engine.book('BTCUSDT');
  agree(bids, reference.side('BUY'), told);
  agree(asks, reference.side('SELL'), told);
  for (const [account, id] of ids.entries()) {
    const base = engine.balance(id, 'BTC');
    const quote = engine.balance(id, 'USDT');
    const found = { base: [base.free, base.locked], quote: [quote.free, quote.locked] };
    agree(found, reference.balances(account), told);
  }
  const open = reference.state.orders.filter(({ place }) => place !== 'OVER').map(({ id, status }) => [id, status]);
  const found = ids
    .flatMap((id) => engine.openOrders(id, 'BTCUSDT'))
    .map(({ orderId, status }) => [orderId, status] as [number, string]);
  found.sort(([one], [other]) => one - other);
  agree(found, open, told);
}
