import { rest } from '@pkg/core';
import { createRandom } from '@pkg/simulator';
import { BinanceSocketManager, type StreamNotice, type UserDataEvent } from '@pkg/streams';
import { userEvent } from '../../packages/simulator/src/protocol/user-data/user-event.js';
import { Dice } from '../support/dice.js';
import { balancesOf, checkEvents, expectSame, type Json, pickOrder } from './check-user-events.js';
import { run, setUpExchange, socketClient } from './support.js';

// Random runs of one account. Each run compares the events that a consumer received with the truth: the engine of the
// simulated exchange reports each change directly, in order, without a connection.

/** What disturbs the client in a random run: lost connections, or only renewals of connections. */
export type Disturbance = 'losses' | 'renewals';

/**
 * What the account places in a random run: orders and a few order lists, or mostly order lists whose pending orders
 * wait for a working order.
 */
export type Orders = 'mixed' | 'pending';

export type Life = {
  /** The differences between the events that the consumer received and the events of the engine. */
  readonly faults: readonly string[];
  /** How many execution reports were delivered, and how many of them the client restored from queries after a loss. */
  readonly reports: number;
  readonly recovered: number;
  readonly losses: number;
  readonly reasons: readonly string[];
  /** The events of the engine and the delivered events, which help to find the cause of a fault. */
  readonly truth: readonly Json[];
  readonly seen: readonly UserDataEvent[];
};

const SYMBOLS = ['BNBBTC', 'LTCUSDT'] as const;
const PRICES = { BNBBTC: [0.01, 0.02, 7], LTCUSDT: [80, 100, 2] } as const;
const STP_MODES = ['NONE', 'EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT'] as const;
/** In these markets, smart order routing fills orders of LTCUSDT also from the book of LTCUSDC. */
const MARKETS = {
  symbols: [...SYMBOLS, 'LTCUSDC'],
  sors: [{ baseAsset: 'LTC', symbols: ['LTCUSDT', 'LTCUSDC'] }],
};

/** Makes one random run and returns its faults. */
export async function live(seed: number, disturbance: Disturbance, orders: Orders = 'mixed'): Promise<Life> {
  const dice = new Dice(seed);
  const setup = setUpExchange({ seed, random: createRandom(seed), ...MARKETS } as never);
  const { exchange, clock, account } = setup;
  exchange.setBook('LTCUSDT', { bids: [['80.00', '1000.000']], asks: [['100.00', '1000.000']] });
  exchange.setBook('LTCUSDC', { bids: [['79.00', '1000.000']], asks: [['99.50', '1000.000']] });
  // Allows self-trades. For a self-trade, the account receives two execution reports: one for each of its orders.
  for (const symbol of SYMBOLS) exchange.engine.changeSymbol(symbol, { allowedSelfTradePreventionModes: STP_MODES });
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const trader = socketClient(exchange, account, { transport: rest(), logger });
  const client = socketClient(exchange, account, { transport: rest(), logger });
  const manager = new BinanceSocketManager(client);
  const user = await manager.userData({ symbols: [...SYMBOLS] });
  const seen: UserDataEvent[] = [];
  const notices: StreamNotice[] = [];
  user.listen({ event: (event) => seen.push(event), notice: (notice) => notices.push(notice) });
  await run(clock, user.ready());
  const truth: Json[] = [];
  exchange.engine.on((event) => {
    const rendered = userEvent(event, clock.now() * 1000);
    if (rendered?.account === account.uid) truth.push(rendered.render((us) => Math.floor(us / 1000)));
  });
  // The run starts 10 ms after the client's first read. If a change had the same millisecond as this read, queries
  // would not show which of them came first.
  await clock.advance(10);
  await act(dice, setup, trader, disturbance, orders);
  await clock.advance(120_000);
  await run(clock, user.ready());
  await clock.advance(5_000);
  const faults = checkEvents(truth, seen, notices);
  const known = user.accountState();
  const [actual, opened] = await run(clock, Promise.all([trader.getAccount(), trader.getOpenOrders()]));
  expectSame(
    faults,
    'balances',
    balancesOf(actual.balances),
    balancesOf([...known.balances].map(([asset, b]) => ({ asset, ...b }))),
  );
  const open = opened.map((order) => pickOrder(order)).sort();
  expectSame(faults, 'open orders', open, [...known.openOrders.values()].map((order) => pickOrder(order)).sort());
  for (const failure of exchange.failures) faults.push(`the exchange failed: ${String(failure)}`);
  for (const warning of warnings) if (!/dropped|^user: reconnecting$/.test(warning)) faults.push(`warned: ${warning}`);
  await run(clock, manager.close());
  client.close();
  trader.close();
  await clock.advance(0);
  if (clock.pending > 0) faults.push(`${clock.pending} timers are left`);
  const reports = seen.filter((event) => event.e === 'executionReport');
  const recovered = reports.filter((event) => event.recovered).length;
  return {
    faults,
    reports: reports.length,
    recovered,
    losses: notices.length,
    reasons: notices.map((notice) => ('reason' in notice ? notice.reason : notice.type)),
    truth,
    seen,
  };
}

type Setup = ReturnType<typeof setUpExchange>;
type Trader = ReturnType<typeof socketClient>;

async function act(dice: Dice, setup: Setup, trader: Trader, disturbance: Disturbance, orders: Orders): Promise<void> {
  const { exchange, clock, account } = setup;
  const ignore = (): void => undefined;
  const latency =
    dice.chance(0.7) &&
    exchange.faults.script({ kind: 'delay', ms: dice.below(200), jitter: dice.below(400), scope: 'wsApi' });
  const lag = dice.chance(0.3) && exchange.faults.script({ kind: 'queryLag', ms: dice.between(100, 3_000) });
  let outage: { stop(): void } | undefined;
  const steps = dice.between(20, 50);
  for (let step = 0; step < steps; step++) {
    const what = dice.next();
    const symbol = dice.pick(SYMBOLS);
    if (what < 0.4) {
      const send = orders === 'pending' && dice.chance(0.7) ? placePending : place;
      await run(clock, send(dice, trader, symbol).catch(ignore));
    } else if (what < 0.6) {
      const [low, high, digits] = PRICES[symbol];
      const price = (low + (high - low) * dice.between(1, 9) * 0.1).toFixed(digits);
      try {
        exchange.trade(symbol, { price, quantity: String(dice.between(1, 6)) });
      } catch {
        // The exchange may refuse the trade because of a filter. This step then does nothing.
      }
    } else if (what < 0.72) await run(clock, change(dice, exchange, trader, account.uid, symbol).catch(ignore));
    else if (what < 0.76)
      exchange.fund(account.apiKey, { [dice.pick(['BTC', 'USDT', 'LTC'])]: String(dice.between(1, 5)) });
    else if (what < 0.79)
      exchange.engine.lockExternally(account.uid, 'BTC', dice.chance(0.5) ? 1_00000000n : 50000000n);
    else if (what < 0.92) {
      if (disturbance === 'renewals' || dice.chance(0.4)) {
        exchange.announceShutdown(disturbance === 'renewals' ? 15_000 : dice.pick([0, 500, 5_000]));
        if (disturbance === 'renewals') await clock.advance(20_000);
      } else if (outage) {
        outage.stop();
        outage = undefined;
      } else if (dice.chance(0.5)) {
        exchange.sockets.cutAll();
      } else {
        outage = exchange.faults.script({ kind: 'reset', scope: 'wsApi' });
        exchange.sockets.cutAll();
      }
    }
    // In 30 % of the steps no time passes, so that several changes have the same timestamp.
    if (dice.chance(0.7)) await clock.advance(dice.pick([1, 10, 100, 300, 1_000, 3_000]));
  }
  outage?.stop();
  if (latency) latency.stop();
  if (lag) lag.stop();
}

export async function place(dice: Dice, trader: Trader, symbol: (typeof SYMBOLS)[number]): Promise<unknown> {
  const [low, high, digits] = PRICES[symbol];
  const at = (part: number): string => (low + (high - low) * part).toFixed(digits);
  const side = dice.pick(['BUY', 'SELL'] as const);
  const quantity = String(dice.between(1, 6));
  const price = at(dice.between(1, 9) * 0.1);
  const stp = dice.pick(STP_MODES);
  const strategy = dice.chance(0.2) ? { strategyId: dice.below(100), strategyType: 1_000_000 } : {};
  const common = { symbol, side, quantity, selfTradePreventionMode: stp, ...strategy };
  const stop = at(dice.pick([0.2, 0.4, 0.6, 0.8]));
  switch (dice.below(16)) {
    case 0:
      return trader.createOrder({ ...common, type: 'MARKET' });
    case 1:
      return trader.createOrder({
        ...common,
        type: 'LIMIT',
        timeInForce: 'IOC',
        price: at(dice.pick([-0.02, 0.5, 1.02])),
      });
    case 2:
      return trader.createOrder({ ...common, type: 'LIMIT', timeInForce: 'FOK', price: at(dice.pick([0.5, 1.02])) });
    case 3:
      return trader.createOrder({ ...common, type: 'LIMIT_MAKER', price });
    case 4:
      return trader.createOrder({ ...common, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', price, stopPrice: stop });
    case 5:
      return trader.createOrder({ ...common, type: 'TAKE_PROFIT', stopPrice: stop });
    case 6:
      return trader.createOrder({ ...common, type: 'LIMIT', timeInForce: 'GTC', price, icebergQty: '1' });
    case 7:
      return trader.createOcoOrder({
        ...{ symbol, side: 'SELL', quantity, aboveType: 'LIMIT_MAKER', abovePrice: at(0.9) },
        ...{ belowType: 'STOP_LOSS', belowStopPrice: at(0.1) },
      } as never);
    case 8:
      return trader.createOtoOrder({
        ...{ symbol, workingType: 'LIMIT', workingTimeInForce: 'GTC', workingSide: 'BUY', workingPrice: price },
        ...{ workingQuantity: quantity, pendingType: 'LIMIT', pendingTimeInForce: 'GTC', pendingSide: 'SELL' },
        ...{ pendingPrice: at(0.95), pendingQuantity: quantity },
      } as never);
    case 9:
      return trader.createSorOrder({
        ...{ symbol: 'LTCUSDT', side, quantity, ...strategy },
        ...(dice.chance(0.3)
          ? { type: 'MARKET' }
          : {
              type: 'LIMIT',
              timeInForce: dice.pick(['GTC', 'IOC']),
              price: dice.pick(['85.00', '99.50', '100.00', '78.00']),
            }),
      } as never);
    case 10:
      return trader.createOrder({ ...common, type: 'LIMIT', timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG' });
    case 11:
      return trader.createOrder({
        ...{ ...common, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', stopPrice: stop, pegPriceType: 'PRIMARY_PEG' },
        ...(dice.chance(0.5) && { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 }),
      } as never);
    case 12:
      return trader.createOrder({ ...common, type: 'TAKE_PROFIT', trailingDelta: dice.pick([100, 500]) } as never);
    default:
      return trader.createOrder({ ...common, type: 'LIMIT', timeInForce: 'GTC', price });
  }
}

/**
 * Places an order list whose pending order is a single order, or an OCO pair. Some pending orders get their quantity
 * later.
 */
export async function placePending(dice: Dice, trader: Trader, symbol: (typeof SYMBOLS)[number]): Promise<unknown> {
  const [low, high, digits] = PRICES[symbol];
  const at = (part: number): string => (low + (high - low) * part).toFixed(digits);
  const quantity = String(dice.between(2, 6));
  const list = { symbol, workingType: 'LIMIT', workingTimeInForce: 'GTC', workingSide: 'BUY', pendingSide: 'SELL' };
  const working = { ...list, workingPrice: at(dice.between(3, 7) * 0.1), workingQuantity: quantity };
  const single = dice.pick([
    { pendingType: 'LIMIT', pendingTimeInForce: 'GTC', pendingPrice: at(0.95) },
    { pendingType: 'STOP_LOSS', pendingStopPrice: at(0.2) },
    { pendingType: 'TAKE_PROFIT_LIMIT', pendingTimeInForce: 'GTC', pendingPrice: at(0.8), pendingStopPrice: at(0.85) },
  ]);
  const pair = {
    ...{ pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: at(0.9) },
    ...dice.pick([
      { pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: at(0.1) },
      {
        ...{ pendingBelowType: 'STOP_LOSS_LIMIT', pendingBelowTimeInForce: 'GTC' },
        ...{ pendingBelowPrice: at(0.15), pendingBelowStopPrice: at(0.2) },
      },
    ]),
  };
  switch (dice.below(4)) {
    case 0:
      return trader.createOtoOrder({ ...working, ...single, pendingQuantity: quantity } as never);
    case 1:
      return trader.createOtocoOrder({ ...working, ...pair, pendingQuantity: quantity } as never);
    case 2:
      return trader.createOpoOrder({ ...working, ...single } as never);
    default:
      return trader.createOpocoOrder({ ...working, ...pair } as never);
  }
}

export async function change(
  dice: Dice,
  exchange: Setup['exchange'],
  trader: Trader,
  uid: number,
  symbol: (typeof SYMBOLS)[number],
): Promise<unknown> {
  const open = exchange.engine.openOrders(uid, symbol);
  if (open.length === 0) return undefined;
  const { orderId, side, quantity = 0n, executedQty, time } = dice.pick(open);
  const rest = Number(quantity - executedQty) / 1e8;
  switch (dice.below(4)) {
    case 0:
      // Real clients cannot amend an order within the millisecond of its placement, because the reply takes longer.
      if (exchange.clock.now() * 1_000 < time + 1_000) return undefined;
      return trader.amendOrder({
        symbol,
        orderId,
        newQty: String(Number(quantity) / 1e8 - (rest > 1 ? 1 : 0.1)),
      } as never);
    case 1: {
      const [low, high, digits] = PRICES[symbol];
      const price = (low + (high - low) * dice.between(1, 9) * 0.1).toFixed(digits);
      return trader.cancelReplaceOrder({
        ...{ symbol, side, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: orderId, type: 'LIMIT' },
        ...{ timeInForce: 'GTC', price, quantity: '2' },
      } as never);
    }
    case 2:
      return dice.chance(0.2) ? trader.cancelOpenOrders({ symbol }) : trader.cancelOrder({ symbol, orderId });
    default:
      return trader.cancelOrder({ symbol, orderId });
  }
}
