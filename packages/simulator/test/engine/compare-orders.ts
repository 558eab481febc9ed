import {
  type CommissionRates,
  Engine,
  type EngineEvent,
  formatAmount,
  type NewOrder,
  type Order,
  type SymbolSpec,
} from '../../src/engine/index.js';
import { isRefusal, type Refusal } from '../../src/refusals/refusal.js';
import { codeAndText, plain } from './engine-setup.js';
import { agree, Ledgers } from './invariants.js';
import { RequestMaker, STEP, TICK } from './random-request.js';
import type { Reference } from './reference/reference-engine.js';
import type { RefAccount, RefFees, RefRates, Rules } from './reference/reference-matching.js';
import { E8, type RefOrder, type Request } from './reference/reference-order.js';

export const SYMBOL = 'BTCUSDT';
/** The symbols of the compared markets. Without SOR, only the first one is used. */
const SYMBOLS = [SYMBOL, 'BTCUSDC', 'BTCFDUSD'];
/** The symbols whose prices convert a commission to BNB. */
const BNB_MARKETS = ['BNBBTC', 'BNBUSDT', 'BNBUSDC', 'BNBFDUSD'];
/**
 * The last account has none of the base asset at first. So when this account buys, its free balance of the base asset
 * cannot pay the commission.
 */
const ACCOUNTS = [
  { group: -1, base: 200_000_000n, quote: 150_000n },
  { group: -1, base: 200_000_000n, quote: 150_000n },
  { group: 7, base: 200_000_000n, quote: 150_000n },
  { group: 7, base: 200_000_000n, quote: 150_000n },
  { group: -1, base: 0n, quote: 300_000n },
];

/** The engine and a simple reference engine, which get the same rules, accounts and random commands. */
export class Twins<R extends Reference = Reference> {
  readonly engine: Engine;
  readonly reference: R;
  /** The ids of the accounts in the engine. In the reference engine, the ids count from 0. */
  protected readonly ids: readonly number[];
  protected readonly draw: RequestMaker;
  /** How often each kind of event has occurred, such as an order status or `pegged`. */
  protected readonly seen: Record<string, number>;
  private readonly symbols: readonly string[];
  private readonly events: EngineEvent[] = [];
  private readonly ledgers: readonly Ledgers[];
  private now = 1_767_225_600_000_000;
  private compared = 0;
  private feesInBnb = 0n;

  constructor(
    seed: number,
    make: (rules: Rules, accounts: RefAccount[], markets: number) => R,
    seen: Record<string, number>,
    markets = 1,
  ) {
    this.seen = seen;
    this.draw = new RequestMaker(seed);
    this.symbols = SYMBOLS.slice(0, markets);
    const isCoarse = this.draw.chance(0.3);
    this.engine = new Engine({
      symbols: [
        ...this.symbols.map((symbol) => specOf(symbol, isCoarse)),
        ...BNB_MARKETS.map((symbol) => plain(symbol, 'BNB', symbol.slice('BNB'.length))),
      ],
      sors: [{ baseAsset: 'BTC', symbols: this.symbols }],
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
      for (const symbol of this.symbols) this.engine.deposit(id, quoteOf(symbol), quote);
      return id;
    });
    const rules = {
      tick: TICK,
      step: STEP,
      minQty: 3n * STEP,
      maxQty: 60_000n * STEP,
      minNotional: isCoarse ? 20n : 0n,
    };
    const prices = this.tradeBnb();
    const accounts = ACCOUNTS.map(({ group, base, quote }, index) => {
      const bnb = this.draw.pick([0n, 20_000n, 1_000_000_000n]);
      this.engine.deposit(this.id(index), 'BNB', bnb);
      const fees = this.fees(prices);
      for (const symbol of this.symbols) this.engine.setCommissionRates(this.id(index), symbol, ratesOf(fees));
      return { group, base, quotes: this.symbols.map(() => quote), bnb, fees };
    });
    this.reference = make(rules, accounts, markets);
    const sum = (asset: 'base' | 'quote') => ACCOUNTS.reduce((total, account) => total + account[asset], 0n);
    this.ledgers = this.symbols.map(
      (symbol) => new Ledgers(this.engine, symbol, { BTC: sum('base') + E8, [quoteOf(symbol)]: sum('quote') + E8 }),
    );
    this.events.length = 0;
  }

  /**
   * Makes trades that set the price of BNB in BTC and in each quote asset.
   *
   * @returns the prices in BTC (`base`) and in the quote assets (`quotes`)
   */
  private tradeBnb(): { base: bigint; quotes: bigint[] } {
    const { engine } = this;
    const { id } = engine.createAccount({ house: true });
    engine.deposit(id, 'BNB', E8);
    const prices = ['BTC', ...this.symbols.map(quoteOf)].map((asset) => {
      engine.deposit(id, asset, E8);
      const price = BigInt(1 + this.draw.below(20)) * 5_000_001n;
      const order = { symbol: `BNB${asset}`, type: 'LIMIT', timeInForce: 'GTC', quantity: E8 / 10n, price } as const;
      engine.placeOrder(id, { ...order, side: 'SELL' });
      engine.placeOrder(id, { ...order, side: 'BUY' });
      return price;
    });
    return { base: prices[0] as bigint, quotes: prices.slice(1) };
  }

  /**
   * Returns random commission rates for an account: standard rates, and sometimes special rates, tax rates and a BNB
   * discount.
   */
  private fees(prices: { base: bigint; quotes: bigint[] }): RefFees {
    const { draw } = this;
    const rate = () => (draw.chance(0.3) ? 0n : BigInt(draw.below(300_000)));
    const rates = () => ({ maker: rate(), taker: rate(), buyer: rate(), seller: rate() });
    const none = { maker: 0n, taker: 0n, buyer: 0n, seller: 0n };
    return {
      standard: rates(),
      special: draw.chance(0.5) ? rates() : none,
      tax: draw.chance(0.5) ? rates() : none,
      discount: draw.chance(0.6) ? { factor: BigInt(draw.below(101)) * 1_000_000n, ...prices } : undefined,
    };
  }

  /** Runs one random command on both engines, and compares the engines after it. */
  step(label: string): void {
    this.act(label);
    this.check(label);
    this.now += 1000;
  }

  /** Counts the statuses of orders, and the pegged orders, in `seen`. */
  countStatuses(): void {
    for (const { status, peg, price } of [...this.reference.over, ...this.reference.state.orders]) {
      this.count(status);
      if (peg && price !== undefined) this.count('pegged');
    }
  }

  protected act(label: string): void {
    const chance = this.draw.next();
    if (chance < 0.66) this.place(label);
    else if (chance < 0.84) this.cancel(label);
    else if (chance < 0.93) this.amend(label);
    else this.cancelReplace(label);
  }

  private place(label: string): void {
    const account = this.draw.below(ACCOUNTS.length);
    const wanted = this.routed(this.draw.request());
    const { engine } = this;
    const expected = this.reference.place(account, wanted);
    const order = this.orderOf(wanted);
    const answer = attempt(() => {
      const id = this.id(account);
      return outcome((wanted.isSor ? engine.placeSorOrder(id, order) : engine.placeOrder(id, order)).order);
    });
    agree(answer, expectation(expected), label);
    if (wanted.isSor && typeof expected !== 'number') this.count('sor');
  }

  /** Changes a request so that it goes to a random market, if there are several, and sometimes uses SOR. */
  private routed(request: Request): Request {
    if (this.symbols.length === 1) return request;
    const { type, quantity, peg } = request;
    const isSor = (type === 'LIMIT' || type === 'MARKET') && quantity !== undefined && !peg && this.draw.chance(0.4);
    return { ...request, market: this.draw.below(this.symbols.length), isSor };
  }

  private cancel(label: string): void {
    const { owner, orderId, market, symbol } = this.aim();
    const expected = this.reference.cancel(owner, orderId, market);
    const answer = attempt(() => cancelled(this.engine.cancelOrder(this.id(owner), { symbol, orderId }), orderId));
    agree(answer, expectation(expected), label);
  }

  private amend(label: string): void {
    const { owner, orderId, market, symbol, target } = this.aim();
    const lots = BigInt(1 + this.draw.below(this.draw.chance(0.3) ? 30 : 3000));
    const drawn = lots * STEP + (this.draw.chance(0.05) ? 1n : 0n);
    const used = (target?.executed ?? 0n) + (target?.prevented ?? 0n);
    const half = target && this.draw.chance(0.7) ? (target.quantity / 2n / STEP) * STEP : drawn;
    const newQty = used > 0n && this.draw.chance(0.5) ? used : half;
    if (newQty === 0n) return;
    const expected = this.reference.amend(owner, orderId, newQty, market);
    const answer = attempt(() => outcome(this.engine.amendOrder(this.id(owner), { symbol, orderId, newQty }).order));
    agree(answer, expectation(expected), label);
    if (typeof expected !== 'number') this.count(expected.status === 'EXPIRED' ? 'ended' : 'amended');
  }

  private cancelReplace(label: string): void {
    const { owner, orderId, market } = this.aim();
    const wanted = { ...this.draw.request(), market };
    const stops = this.draw.chance(0.5);
    const expected = this.reference.cancelReplace(owner, orderId, wanted, stops);
    const answer = this.attemptReplace(owner, orderId, wanted, stops);
    agree(answer, typeof expected === 'number' ? expected : expected.map((half) => half && expectation(half)), label);
    this.count('replaced');
  }

  /**
   * Starts the triggered orders of the reference engine. Then compares trades, books, balances and orders of both
   * engines.
   */
  protected check(label: string): void {
    const { engine, reference, events, symbols } = this;
    reference.settle();
    const trades = events.flatMap((event) => {
      if (event.type !== 'TRADE') return [];
      const { symbol, price, quantity, takerOrderId: taker, buyerOrderId, sellerOrderId, isBuyerMaker } = event.trade;
      const maker = isBuyerMaker ? buyerOrderId : sellerOrderId;
      return [{ market: symbols.indexOf(symbol), price, quantity, maker, taker }];
    });
    agree(trades, reference.state.trades.slice(this.compared), label);
    this.compared = reference.state.trades.length;
    for (const [market, symbol] of symbols.entries()) {
      const { bids, asks } = engine.book(symbol);
      agree(bids, reference.side('BUY', market), label);
      agree(asks, reference.side('SELL', market), label);
      this.checkOpen(symbol, market, label);
      agree(engine.balance(0, quoteOf(symbol)).free, reference.state.between[market], label);
    }
    for (const [account, id] of this.ids.entries()) {
      const have = (asset: string): [bigint, bigint] => {
        const { free, locked } = engine.balance(id, asset);
        return [free, locked];
      };
      const found = { base: have('BTC'), quotes: symbols.map((symbol) => have(quoteOf(symbol))) };
      agree(found, reference.balances(account), label);
      agree(have('BNB'), [reference.state.accounts[account]?.bnb, 0n], label);
    }
    const feesInBnb = engine.fees().get('BNB') ?? 0n;
    if (feesInBnb > this.feesInBnb) this.count('discounted');
    this.feesInBnb = feesInBnb;
    for (const ledger of this.ledgers) ledger.check(events, label);
    events.length = 0;
  }

  private checkOpen(symbol: string, market: number, label: string): void {
    const orders = this.reference.state.orders.filter((order) => order.market === market);
    const found = this.ids
      .flatMap((id) => this.engine.openOrders(id, symbol))
      .map(({ orderId, status }) => [orderId, status] as [number, string]);
    found.sort(([one], [other]) => one - other);
    agree(
      found,
      orders.map(({ id, status }) => [id, status]),
      label,
    );
  }

  protected count(kind: string): void {
    this.seen[kind] = (this.seen[kind] ?? 0) + 1;
  }

  protected id(account: number): number {
    return this.ids[account] as number;
  }

  /**
   * Picks the order and the account of a command that changes an order. The order is mostly an open one, and the
   * account is mostly its owner, so that the exchange accepts some commands and refuses others.
   */
  private aim(): { owner: number; orderId: number; market: number; symbol: string; target: RefOrder | undefined } {
    const { draw } = this;
    const open = this.reference.state.orders;
    const target = open.length > 0 && draw.chance(0.97) ? draw.pick(open) : undefined;
    const orderId = target?.id ?? 1 + draw.below(1000);
    const owner = target && draw.chance(0.97) ? target.account : draw.below(ACCOUNTS.length);
    const market = target?.market ?? draw.below(this.symbols.length);
    return { owner, orderId, market, symbol: this.symbols[market] as string, target };
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
          order: this.orderOf(wanted),
        }),
      );
    } catch (error) {
      if (isRefusal(error, 'CANCEL_REPLACE_FAILED') || isRefusal(error, 'CANCEL_REPLACE_PARTIALLY_FAILED')) {
        return halves(error.details.result as Halves);
      }
      if (isRefusal(error)) return codeAndText(error)[0];
      throw error;
    }
  }

  private orderOf(wanted: Request): NewOrder {
    return { ...pegOf(wanted), symbol: this.symbols[wanted.market ?? 0] as string };
  }
}

/** Converts commission rates of the reference engine to the form of the real engine. */
function ratesOf({ standard, special, tax, discount }: RefFees): CommissionRates {
  const text = ({ maker, taker, buyer, seller }: RefRates) => ({
    maker: formatAmount(maker),
    taker: formatAmount(taker),
    buyer: formatAmount(buyer),
    seller: formatAmount(seller),
  });
  return {
    standard: text(standard),
    special: text(special),
    tax: text(tax),
    discount: {
      enabledForAccount: discount !== undefined,
      enabledForSymbol: true,
      discountAsset: 'BNB',
      discount: formatAmount(discount?.factor ?? 0n),
    },
  };
}

/** Returns a symbol with filters that random orders often fail. */
function specOf(symbol: string, isCoarse: boolean): SymbolSpec {
  const minNotional = isCoarse ? '0.0000002' : '0';
  return plain(symbol, 'BTC', quoteOf(symbol), {
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0', maxPrice: '0', tickSize: '0.00001' },
      { filterType: 'LOT_SIZE', minQty: '0.00003', maxQty: '0.60000', stepSize: '0.00001' },
      { filterType: 'MIN_NOTIONAL', minNotional, applyToMarket: false, avgPriceMins: 5 },
    ],
  });
}

function quoteOf(symbol: string): string {
  return symbol.slice('BTC'.length);
}

export type Outcome = { id: number; status: string; quantity: bigint; executed: bigint; prevented: bigint };

/** Converts an order of the simulator's engine to the form in which it is compared with the reference engine. */
export function outcome(order: Order): Outcome {
  const { orderId: id, status, quantity = 0n, executedQty: executed, preventedQuantity: prevented } = order;
  return { id, status, quantity, executed, prevented };
}

/**
 * Converts a result of the reference engine, which is an order or the code of a refusal, to the form in which results
 * of both engines are compared.
 */
export function expectation(order: RefOrder | number): Outcome | number {
  if (typeof order === 'number') return order;
  const { id, status, quantity, executed, prevented } = order;
  return { id, status, quantity, executed, prevented };
}

/** Returns the result of a command, or the code of its refusal. */
export function attempt<T>(action: () => T): T | number {
  try {
    return action();
  } catch (error) {
    if (isRefusal(error)) return codeAndText(error)[0];
    throw error;
  }
}

/** Returns the cancelled order. If an order list was cancelled, returns the order with this id from the list. */
function cancelled(result: ReturnType<Engine['cancelOrder']>, orderId: number): Outcome | undefined {
  const reports = 'list' in result ? result.reports : [result];
  const found = reports.find(({ order }) => order.orderId === orderId);
  return found && outcome(found.order);
}

function codeOf(half: { result: string; refusal?: Refusal }): number | undefined {
  return half.refusal && codeAndText(half.refusal)[0];
}

/** Converts a request of the reference engine to the form of the real engine. */
export function pegOf({ peg, market, isSor, ...others }: Request): Omit<Request, 'peg'> & Partial<NewOrder> {
  if (!peg) return others;
  const { side, depth } = peg;
  return {
    ...others,
    pegPriceType: side === 'OWN' ? 'PRIMARY_PEG' : 'MARKET_PEG',
    ...(depth > 0 ? { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: depth } : {}),
  };
}
