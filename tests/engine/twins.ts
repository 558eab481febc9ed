import {
  Engine,
  type EngineEvent,
  ExchangeError,
  type NewOrder,
  type Order,
} from '../../packages/simulator/src/engine/index.js';
import { generator } from '../support/generator.js';
import { agree, Ledgers } from './invariants.js';
import type { Reference, RefOrder, Request, Rules } from './reference.js';
import { plain } from './support.js';

export const SYMBOL = 'BTCUSDT';
export const STEP = 1000n;
const TICK = 1000n;
/** One account begins without the base asset: its commissions cannot come from what is free. */
const ACCOUNTS = [
  { group: -1, base: 200_000_000n, quote: 150_000n },
  { group: -1, base: 200_000_000n, quote: 150_000n },
  { group: 7, base: 200_000_000n, quote: 150_000n },
  { group: 7, base: 200_000_000n, quote: 150_000n },
  { group: -1, base: 0n, quote: 300_000n },
];
const MODES = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const;
const TYPES = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;

/** The engine and a naive one beside it, with the same rules and accounts, and what is drawn for both. */
export class Twins<R extends Reference = Reference> {
  readonly engine: Engine;
  readonly reference: R;
  /** The engine's accounts; the reference counts them from 0. */
  protected readonly ids: readonly number[];
  protected readonly next: () => number;
  /** How often each thing came up. */
  protected readonly seen: Record<string, number>;
  private readonly events: EngineEvent[] = [];
  private readonly ledgers: Ledgers;
  private now = 1_767_225_600_000_000;
  private compared = 0;

  constructor(
    seed: number,
    make: (rules: Rules, accounts: { group: number; base: bigint; quote: bigint }[]) => R,
    seen: Record<string, number>,
  ) {
    this.seen = seen;
    this.next = generator(seed);
    const isCoarse = this.next() < 0.3;
    const rate = { buyer: '0', seller: '0' };
    this.engine = new Engine({
      symbols: [
        plain(SYMBOL, 'BTC', 'USDT', {
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
      now: () => this.now,
      random: { bytes: (length) => new Uint8Array(length) },
      orderLimits: [],
    });
    this.engine.on((event) => {
      this.events.push(event);
      if (event.type === 'ORDER' && event.executionType === 'NEW' && event.isOnBook && event.order.stopPrice > 0n) {
        this.count('triggered');
      }
    });
    this.ids = ACCOUNTS.map(({ group, base, quote }) => {
      const { id } = this.engine.createAccount({ tradeGroupId: group });
      this.engine.deposit(id, 'BTC', base);
      this.engine.deposit(id, 'USDT', quote);
      return id;
    });
    const rules = {
      tick: TICK,
      step: STEP,
      minQty: 3n * STEP,
      maxQty: 60_000n * STEP,
      minNotional: isCoarse ? 20n : 0n,
      maker: 100_000n,
      taker: 200_000n,
    };
    this.reference = make(
      rules,
      ACCOUNTS.map((account) => ({ ...account })),
    );
    const sum = (asset: 'base' | 'quote') => ACCOUNTS.reduce((total, account) => total + account[asset], 0n);
    this.ledgers = new Ledgers(this.engine, SYMBOL, { BTC: sum('base'), USDT: sum('quote') });
    this.events.length = 0;
  }

  /** One random command, and a look at everything after it. */
  step(told: string): void {
    this.act(told);
    this.check(told);
    this.now += 1000;
  }

  /** Counts what became of the orders, and those that took their price from the book. */
  countStatuses(): void {
    for (const { status, peg, price } of [...this.reference.over, ...this.reference.state.orders]) {
      this.count(status);
      if (peg && price !== undefined) this.count('pegged');
    }
  }

  protected act(told: string): void {
    const draw = this.next();
    if (draw < 0.66) this.place(told);
    else if (draw < 0.84) this.cancel(told);
    else if (draw < 0.93) this.amend(told);
    else this.cancelReplace(told);
  }

  private place(told: string): void {
    const account = this.int(ACCOUNTS.length);
    const wanted = this.request();
    const expected = this.reference.place(account, wanted);
    const answer = attempt(() => outcome(this.engine.placeOrder(this.id(account), orderOf(wanted)).order));
    agree(answer, expectation(expected), told);
  }

  private cancel(told: string): void {
    const { owner, orderId } = this.aim();
    const expected = this.reference.cancel(owner, orderId);
    const answer = attempt(() =>
      cancelled(this.engine.cancelOrder(this.id(owner), { symbol: SYMBOL, orderId }), orderId),
    );
    agree(answer, expectation(expected), told);
  }

  private amend(told: string): void {
    const { owner, orderId, target } = this.aim();
    const drawn = BigInt(1 + this.int(this.next() < 0.3 ? 30 : 3000)) * STEP + (this.next() < 0.05 ? 1n : 0n);
    const newQty = target && this.next() < 0.7 ? (target.quantity / 2n / STEP) * STEP : drawn;
    if (newQty === 0n) return;
    const expected = this.reference.amend(owner, orderId, newQty);
    const answer = attempt(() =>
      outcome(this.engine.amendOrder(this.id(owner), { symbol: SYMBOL, orderId, newQty }).order),
    );
    agree(answer, expectation(expected), told);
    if (typeof expected !== 'number') this.count('amended');
  }

  private cancelReplace(told: string): void {
    const { owner, orderId } = this.aim();
    const wanted = this.request();
    const stops = this.next() < 0.5;
    const expected = this.reference.cancelReplace(owner, orderId, wanted, stops);
    const answer = this.attemptReplace(owner, orderId, wanted, stops);
    agree(answer, typeof expected === 'number' ? expected : expected.map((half) => half && expectation(half)), told);
    this.count('replaced');
  }

  /** What the trades have set off, and then: same fills, balances, books and order states. */
  protected check(told: string): void {
    const { engine, reference, events } = this;
    reference.settle();
    const trades = events.flatMap((event) => {
      if (event.type !== 'TRADE') return [];
      const { price, quantity, takerOrderId: taker, buyerOrderId, sellerOrderId, isBuyerMaker } = event.trade;
      return [{ price, quantity, maker: isBuyerMaker ? buyerOrderId : sellerOrderId, taker }];
    });
    agree(trades, reference.state.trades.slice(this.compared), told);
    this.compared = reference.state.trades.length;
    const { bids, asks } = engine.book(SYMBOL);
    agree(bids, reference.side('BUY'), told);
    agree(asks, reference.side('SELL'), told);
    for (const [account, id] of this.ids.entries()) {
      const base = engine.balance(id, 'BTC');
      const quote = engine.balance(id, 'USDT');
      const found = { base: [base.free, base.locked], quote: [quote.free, quote.locked] };
      agree(found, reference.balances(account), told);
    }
    const open = reference.state.orders.map(({ id, status }) => [id, status]);
    const found = this.ids
      .flatMap((id) => engine.openOrders(id, SYMBOL))
      .map(({ orderId, status }) => [orderId, status] as [number, string]);
    found.sort(([one], [other]) => one - other);
    agree(found, open, told);
    this.ledgers.check(events, told);
    events.length = 0;
  }

  protected count(kind: string): void {
    this.seen[kind] = (this.seen[kind] ?? 0) + 1;
  }

  protected id(account: number): number {
    return this.ids[account] as number;
  }

  protected request(): Request {
    const side = this.pick(['BUY', 'SELL'] as const);
    const common = { side, selfTradePreventionMode: this.mode() };
    const quantity = this.quantity();
    const price = this.price();
    const draw = this.next();
    if (draw < 0.55) {
      const timeInForce = this.next() < 0.8 ? 'GTC' : this.pick(['IOC', 'FOK'] as const);
      const isIceberg = timeInForce === 'GTC' && this.next() < 0.25;
      const icebergQty = BigInt(3 + this.int(600)) * STEP;
      return { ...common, type: 'LIMIT', timeInForce, quantity, price, ...(isIceberg ? { icebergQty } : {}) };
    }
    if (draw < 0.6) return { ...common, type: 'LIMIT_MAKER', quantity, price };
    if (draw < 0.63) return { ...common, quantity, ...this.pegged(this.pick(['LIMIT', 'LIMIT_MAKER'] as const)) };
    if (draw < 0.72) return { ...common, type: 'MARKET', quantity };
    if (draw < 0.8) return { ...common, type: 'MARKET', quoteOrderQty: BigInt(1 + this.int(6000)) };
    return { ...common, quantity, ...this.waiting(this.pick(TYPES)) };
  }

  /** An order that waits for its price, without side and quantity. */
  protected waiting(type: (typeof TYPES)[number]): Pick<Request, 'type' | 'timeInForce' | 'price' | 'stopPrice'> {
    const trails = this.next() < 0.3;
    const trailingDelta = 50 + this.int(800);
    const trigger = {
      ...(trails && this.next() < 0.5 ? {} : { stopPrice: BigInt(90 + this.int(21)) * TICK }),
      ...(trails ? { trailingDelta } : {}),
    };
    if (type === 'STOP_LOSS' || type === 'TAKE_PROFIT') return { type, ...trigger };
    const timeInForce = this.pick(['GTC', 'GTC', 'IOC', 'FOK'] as const);
    if (this.next() < 0.1) return { ...this.pegged(type), timeInForce, ...trigger };
    return { type, timeInForce, price: this.price(), ...trigger };
  }

  /** An order that takes its price from the book. */
  protected pegged(type: Request['type']): Pick<Request, 'type' | 'timeInForce' | 'peg'> {
    const side = type === 'LIMIT_MAKER' || this.next() < 0.5 ? 'OWN' : 'OTHER';
    const peg = { side, depth: this.int(3) } as const;
    if (type === 'LIMIT_MAKER') return { type, peg };
    return { type, peg, timeInForce: side === 'OWN' ? 'GTC' : this.pick(['GTC', 'IOC', 'FOK'] as const) };
  }

  /** Now and then off the grid. */
  protected price(): bigint {
    return BigInt(90 + this.int(21)) * TICK + (this.next() < 0.02 ? 3n : 0n);
  }

  /** Now and then off the grid, or more than anybody has. */
  protected quantity(): bigint {
    return BigInt(1 + this.int(this.next() < 0.1 ? 70_000 : 3000)) * STEP + (this.next() < 0.02 ? 7n : 0n);
  }

  protected mode(): Request['selfTradePreventionMode'] {
    return this.pick(MODES);
  }

  /** Mostly an open order of its owner. */
  private aim(): { owner: number; orderId: number; target: RefOrder | undefined } {
    const open = this.reference.state.orders;
    const target = open.length > 0 && this.next() < 0.97 ? this.pick(open) : undefined;
    const orderId = target?.id ?? 1 + this.int(1000);
    const owner = target && this.next() < 0.97 ? target.account : this.int(ACCOUNTS.length);
    return { owner, orderId, target };
  }

  private attemptReplace(owner: number, cancelOrderId: number, wanted: Request, stops: boolean): unknown {
    type Halves = ReturnType<Engine['cancelReplace']>;
    const halves = ({ cancel, placement }: Halves) => [
      cancel.result === 'SUCCESS' ? cancelled(cancel.response, cancelOrderId) : codeOf(cancel),
      placement.result === 'SUCCESS' ? outcome(placement.response.order) : codeOf(placement),
    ];
    try {
      return halves(
        this.engine.cancelReplace(this.id(owner), {
          cancelReplaceMode: stops ? 'STOP_ON_FAILURE' : 'ALLOW_FAILURE',
          cancelOrderId,
          order: orderOf(wanted),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      if (error.code !== -2021 && error.code !== -2022) return error.code;
      return halves(error.data as Halves);
    }
  }

  protected int(below: number): number {
    return Math.floor(this.next() * below);
  }

  protected pick<T>(values: readonly T[]): T {
    return values[this.int(values.length)] as T;
  }
}

export type Outcome = { id: number; status: string; quantity: bigint; executed: bigint; prevented: bigint };

/** What the engine says of an order, in the reference's words. */
export function outcome(order: Order): Outcome {
  const { orderId: id, status, quantity = 0n, executedQty: executed, preventedQuantity: prevented } = order;
  return { id, status, quantity, executed, prevented };
}

/** What the reference says: the code of a refusal, or an order. */
export function expectation(order: RefOrder | number): Outcome | number {
  if (typeof order === 'number') return order;
  const { id, status, quantity, executed, prevented } = order;
  return { id, status, quantity, executed, prevented };
}

/** What the engine answers, or the code of its refusal. */
export function attempt<T>(action: () => T): T | number {
  try {
    return action();
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

/** Of a cancelled order, or of the one that was named in a list that went with it. */
function cancelled(result: ReturnType<Engine['cancelOrder']>, orderId: number): Outcome | undefined {
  const reports = 'list' in result ? result.reports : [result];
  const found = reports.find(({ order }) => order.orderId === orderId);
  return found && outcome(found.order);
}

function codeOf(half: { result: string; error?: { code: number } }): number | undefined {
  return half.error?.code;
}

function orderOf(wanted: Request): NewOrder {
  return { ...pegOf(wanted), symbol: SYMBOL };
}

/** An order of the reference with its peg in the engine's words. */
export function pegOf({ peg, ...others }: Request): Omit<Request, 'peg'> & Partial<NewOrder> {
  if (!peg) return others;
  const { side, depth } = peg;
  return {
    ...others,
    pegPriceType: side === 'OWN' ? 'PRIMARY_PEG' : 'MARKET_PEG',
    ...(depth > 0 ? { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: depth } : {}),
  };
}
