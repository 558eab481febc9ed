import {
  crosses,
  E8,
  isLocking,
  least,
  type RefOrder,
  rises,
  rounded,
  trailingStopTriggers,
} from './reference-order.js';

type RefTrade = { market: number; price: bigint; quantity: bigint; maker: number; taker: number };

/** The rates of one kind of commission, in units of 10^-8. */
export type RefRates = { maker: bigint; taker: bigint; buyer: bigint; seller: bigint };

/** The commission rates of an account. Without a discount, the received asset pays the commission. */
export type RefFees = {
  standard: RefRates;
  special: RefRates;
  tax: RefRates;
  /**
   * If set, commissions are paid in BNB. `factor` multiplies the standard commission, `base` is the price of BNB in the
   * base asset, and `quotes` has the price of BNB in the quote asset of each market.
   */
  discount: { factor: bigint; base: bigint; quotes: bigint[] } | undefined;
};

/** The balances of an account: the base asset, the quote asset of each market, and BNB. */
export type RefAccount = { group: number; base: bigint; quotes: bigint[]; bnb: bigint; fees: RefFees };

export type Rules = {
  tick: bigint;
  step: bigint;
  minQty: bigint;
  maxQty: bigint;
  minNotional: bigint;
};

/** One market: its next order id and its last price. */
type Market = { nextId: number; last: bigint | undefined };

type State = {
  markets: Market[];
  accounts: RefAccount[];
  /**
   * For each market, the amount of its quote asset that buyers have paid, minus the amount that sellers have received.
   * The difference is not zero if SOR matches orders of two markets, because then the buyer pays one quote asset and
   * the seller receives another.
   */
  between: bigint[];
  orders: RefOrder[];
  trades: RefTrade[];
  queuePosition: number;
  fees: { base: bigint; quotes: bigint[] };
  /** Functions that start the orders triggered by trades, in the sequence in which the orders were triggered. */
  due: (() => void)[];
};

/**
 * The matching of the reference engine: it decides which orders trade, at which price, and which orders are triggered.
 */
export class ReferenceMatching {
  state: State;
  readonly rules: Rules;

  /** All markets have the same base asset and different quote assets. */
  constructor(rules: Rules, accounts: RefAccount[], markets: number) {
    const none = () => Array.from({ length: markets }, () => 0n);
    this.rules = rules;
    this.state = {
      markets: none().map(() => ({ nextId: 1, last: undefined })),
      accounts,
      between: none(),
      orders: [],
      trades: [],
      queuePosition: 0,
      fees: { base: 0n, quotes: none() },
      due: [],
    };
  }

  /** Returns the levels of one side as `[price, visible quantity]`, best first. */
  side(side: 'BUY' | 'SELL', market = 0): [bigint, bigint][] {
    const totals = new Map<bigint, bigint>();
    for (const order of this.queue(side, [market])) {
      const price = order.price as bigint;
      totals.set(price, (totals.get(price) ?? 0n) + order.shown);
    }
    return [...totals];
  }

  /** Returns `[free, locked]` of the base asset and of each quote asset. */
  balances(account: number): { base: [bigint, bigint]; quotes: [bigint, bigint][] } {
    const { base, quotes } = this.state.accounts[account] as RefAccount;
    const lockedBase = quotes.reduce((sum, _, market) => sum + this.locked(account, 'SELL', market), 0n);
    return {
      base: [base - lockedBase, lockedBase],
      quotes: quotes.map((quote, market) => {
        const locked = this.locked(account, 'BUY', market);
        return [quote - locked, locked];
      }),
    };
  }

  /** Returns the free balance of the asset that pays for an order. */
  protected freeFor({ account, side, market }: RefOrder): bigint {
    const { base, quotes } = this.balances(account);
    return side === 'SELL' ? base[0] : (quotes[market] as [bigint, bigint])[0];
  }

  protected left(order: RefOrder): bigint {
    return order.quantity - order.executed - order.prevented;
  }

  /** Calculates anew the amount that an account's open orders in a market have locked. */
  protected locked(account: number, side: 'BUY' | 'SELL', market: number): bigint {
    return this.state.orders
      .filter((order) => order.account === account && order.side === side && order.market === market)
      .filter(isLocking)
      .reduce((sum, order) => sum + this.need(order), 0n);
  }

  protected need(order: RefOrder): bigint {
    if (order.side === 'SELL') return this.left(order);
    return ((order.price ?? order.assumed) * this.left(order)) / E8;
  }

  protected marketOf({ market }: { market: number }): Market {
    return this.state.markets[market] as Market;
  }

  /**
   * Returns the open orders of one side, sorted by priority. At one price, orders of the first market in `markets` come
   * first.
   */
  private queue(side: 'BUY' | 'SELL', markets: readonly number[]): RefOrder[] {
    const sign = side === 'BUY' ? -1 : 1;
    return this.state.orders
      .filter((order) => order.place === 'BOOK' && order.side === side && markets.includes(order.market))
      .sort((a, b) => {
        if (a.price !== b.price) return (a.price as bigint) < (b.price as bigint) ? -sign : sign;
        return markets.indexOf(a.market) - markets.indexOf(b.market) || a.queuePosition - b.queuePosition;
      });
  }

  /** Returns the order that a taker would match next: from the taker's own market, or with SOR from any market. */
  protected opposite({ side, market, isSor }: RefOrder): RefOrder | undefined {
    const others = isSor ? this.state.markets.map((_, each) => each).filter((each) => each !== market) : [];
    return this.queue(side === 'BUY' ? 'SELL' : 'BUY', [market, ...others])[0];
  }

  /** Copies the state without its trades and closed orders, so that a match can be simulated on the copy. */
  protected copy(): ReferenceMatching {
    const copy = new ReferenceMatching(this.rules, [], 0);
    const { markets, accounts, between, orders, fees, queuePosition } = this.state;
    copy.state = {
      markets: markets.map((market) => ({ ...market })),
      accounts: accounts.map((account) => ({ ...account, quotes: [...account.quotes] })),
      between: [...between],
      orders: orders.filter(({ place }) => place !== 'OVER').map((order) => ({ ...order })),
      trades: [],
      queuePosition,
      fees: { base: fees.base, quotes: [...fees.quotes] },
      due: [],
    };
    return copy;
  }

  /** Simulates the match of an order on a copy of the state. Returns the order as it is after the match. */
  protected tryOut(order: RefOrder): RefOrder {
    const trial = this.copy();
    const taker: RefOrder = { ...order, place: 'TAKE', status: 'NEW' };
    trial.state.orders = [
      ...trial.state.orders.filter(({ id, market }) => id !== order.id || market !== order.market),
      taker,
    ];
    trial.match(taker);
    return taker;
  }

  /**
   * Simulates a match as {@link tryOut} does, but spends at most `budget`, an amount of the quote asset. The quantity
   * is a multiple of the quantity step.
   *
   * @returns `quantity`: the executed quantity plus the prevented quantity; `isSpent`: whether `budget` was used up
   */
  protected tryBudget(order: RefOrder, budget: bigint): { quantity: bigint; isSpent: boolean } {
    const trial = this.copy();
    const taker = { ...order, quantity: 1n << 80n };
    trial.state.orders.push(taker);
    const used = () => taker.executed + taker.prevented;
    let left = budget;
    for (let maker = trial.opposite(taker); maker; maker = trial.opposite(taker)) {
      const price = maker.price as bigint;
      const most = (left * E8) / price;
      const steps = most - (most % this.rules.step);
      if (steps === 0n) return { quantity: used(), isSpent: true };
      const mode = trial.mode(taker, maker);
      if (mode === 'EXPIRE_MAKER') {
        trial.meet(taker, maker, 0n);
        continue;
      }
      const quantity = least(steps, maker.shown);
      const isPart = quantity < maker.shown;
      if (mode === 'EXPIRE_TAKER' || mode === 'EXPIRE_BOTH') {
        return { quantity: used() + quantity, isSpent: left === 0n };
      }
      left -= (price * quantity) / E8;
      trial.meet(taker, maker, quantity);
      if (isPart) return { quantity: used(), isSpent: true };
    }
    return { quantity: used(), isSpent: left === 0n };
  }

  protected match(taker: RefOrder): void {
    while (taker.place === 'TAKE' && this.left(taker) > 0n) {
      const maker = this.opposite(taker);
      if (!maker || !crosses(taker, maker.price as bigint)) return;
      this.meet(taker, maker, least(this.left(taker), maker.shown));
    }
  }

  private mode(taker: RefOrder, maker: RefOrder): string {
    const one = (this.state.accounts[taker.account] as RefAccount).group;
    const other = (this.state.accounts[maker.account] as RefAccount).group;
    const isSame = taker.account === maker.account || (one !== -1 && one === other);
    if (!isSame) return 'NONE';
    const mode = taker.selfTradePreventionMode;
    return mode === 'TRANSFER' && maker.selfTradePreventionMode !== 'TRANSFER' ? 'DECREMENT' : mode;
  }

  /** Matches two orders: by a trade, or by a prevented self-trade. */
  private meet(taker: RefOrder, maker: RefOrder, quantity: bigint): void {
    const mode = this.mode(taker, maker);
    const price = maker.price as bigint;
    if (mode === 'EXPIRE_TAKER' || mode === 'EXPIRE_BOTH') this.prevent(taker, this.left(taker));
    if (mode === 'EXPIRE_MAKER' || mode === 'EXPIRE_BOTH') this.prevent(maker, this.left(maker));
    if (mode.startsWith('EXPIRE')) return;
    if (mode === 'NONE') {
      this.trade(taker, maker, quantity, price);
      return;
    }
    if (mode === 'TRANSFER' && taker.account !== maker.account) {
      this.move(taker, maker, quantity, (price * quantity) / E8, false);
    }
    this.prevent(taker, quantity);
    this.prevent(maker, quantity);
    this.reveal(maker, quantity);
  }

  private trade(taker: RefOrder, maker: RefOrder, quantity: bigint, price: bigint): void {
    const { market } = maker;
    const notional = (price * quantity) / E8;
    this.move(taker, maker, quantity, notional, true);
    for (const order of [taker, maker]) {
      order.executed += quantity;
      order.cumulative += notional;
      order.status = 'PARTIALLY_FILLED';
      if (this.left(order) === 0n && !order.isShort) this.end(order, 'FILLED');
      this.touched(order);
    }
    this.reveal(maker, quantity);
    this.marketOf(maker).last = price;
    // With SOR, the maker trades with an order of the exchange itself. So the trade gets a new order id for its taker,
    // and not the id of the SOR order.
    const takerId = taker.isSor ? this.draw(market) : taker.id;
    this.state.trades.push({ market, price, quantity, maker: maker.id, taker: takerId });
    this.trigger(price, market);
  }

  /** Returns the next order id of a market. */
  protected draw(market: number): number {
    const counter = this.state.markets[market] as Market;
    counter.nextId += 1;
    return counter.nextId - 1;
  }

  private prevent(order: RefOrder, quantity: bigint): void {
    order.prevented += quantity;
    if (this.left(order) === 0n) this.end(order, 'EXPIRED_IN_MATCH');
    this.touched(order);
  }

  protected end(order: RefOrder, status: string): void {
    order.place = 'OVER';
    order.status = status;
  }

  /** Called after an order was triggered, matched, or stopped by self-trade prevention. Subclasses override it. */
  protected touched(_order: RefOrder): void {}

  /** Called before the buyer in a trade receives the base asset. Subclasses override it. */
  protected receives(_buyer: RefOrder, _quantity: bigint, _fee: bigint): void {}

  /** Called when an order is triggered. Subclasses override it to start the order. */
  protected fire(_order: RefOrder): void {}

  /** Moves the assets of a match between both accounts. Each order uses the quote asset of its own market. */
  private move(taker: RefOrder, maker: RefOrder, quantity: bigint, notional: bigint, pays: boolean): void {
    const [buyer, seller] = taker.side === 'BUY' ? [taker, maker] : [maker, taker];
    const buying = this.state.accounts[buyer.account] as RefAccount;
    const selling = this.state.accounts[seller.account] as RefAccount;
    const { fees, between } = this.state;
    const fee = { BUY: 0n, SELL: 0n };
    for (const role of pays ? (['taker', 'maker'] as const) : []) {
      const { account, side, market } = role === 'taker' ? taker : maker;
      fee[side] = this.charge(account, role, side, side === 'BUY' ? quantity : notional, market);
    }
    const { BUY: baseFee, SELL: quoteFee } = fee;
    if (pays) this.receives(buyer, quantity, baseFee);
    add(buying.quotes, buyer.market, -notional);
    add(between, buyer.market, notional);
    add(between, seller.market, -notional);
    add(selling.quotes, seller.market, notional - quoteFee);
    add(fees.quotes, seller.market, quoteFee);
    buying.base += quantity - baseFee;
    selling.base -= quantity;
    fees.base += baseFee;
    buyer.spent += notional;
  }

  /**
   * Charges the commission on a received amount. Returns what is owed in the received asset: 0 if the account has a
   * discount and enough BNB, so that it pays in BNB. Each kind of commission (standard, special and tax) is rounded
   * separately, both in the received asset and after its conversion to BNB.
   */
  private charge(
    account: number,
    role: 'maker' | 'taker',
    side: 'BUY' | 'SELL',
    received: bigint,
    market: number,
  ): bigint {
    const payer = this.state.accounts[account] as RefAccount;
    const { standard, special, tax, discount } = payer.fees;
    const share = side === 'BUY' ? 'buyer' : 'seller';
    const [first, ...others] = [standard, special, tax].map((rates) =>
      rounded(received * (rates[role] + rates[share])),
    );
    const total = [first, ...others].reduce<bigint>((sum, each) => sum + (each as bigint), 0n);
    if (!discount) return total;
    const price = side === 'BUY' ? discount.base : (discount.quotes[market] as bigint);
    const inBnb = [
      halfUp((first as bigint) * discount.factor, price),
      ...others.map((each) => halfUp(each * E8, price)),
    ];
    const due = inBnb.reduce((sum, each) => sum + each, 0n);
    if (payer.bnb < due) return total;
    payer.bnb -= due;
    return 0n;
  }

  /**
   * Subtracts a quantity from a maker's order. When the visible part of an iceberg order is used up, its next part goes
   * to the end of the queue.
   */
  private reveal(maker: RefOrder, quantity: bigint): void {
    maker.shown -= quantity;
    if (maker.place === 'BOOK' && maker.shown === 0n) this.show(maker);
  }

  protected show(order: RefOrder): void {
    const left = this.left(order);
    const iceberg = order.icebergQty ?? 0n;
    order.shown = iceberg > 0n ? least(iceberg, left) : left;
    this.state.queuePosition += 1;
    order.queuePosition = this.state.queuePosition;
  }

  /**
   * Triggers waiting orders. Stop orders come first, in the sequence in which a moving price passes their stop prices.
   * Trailing stop orders come after them.
   */
  private trigger(price: bigint, market: number): void {
    const waiting = this.state.orders.filter((order) => order.place === 'WAIT' && order.market === market);
    const stops = waiting.filter(({ trailingDelta }) => trailingDelta === undefined);
    const stop = (order: RefOrder) => order.stopPrice as bigint;
    const by = (sign: 1 | -1) => (a: RefOrder, b: RefOrder) =>
      stop(a) === stop(b) ? a.age - b.age : stop(a) < stop(b) ? -sign : sign;
    const due = [
      ...stops.filter((order) => rises(order) && price >= stop(order)).sort(by(1)),
      ...stops.filter((order) => !rises(order) && price <= stop(order)).sort(by(-1)),
      ...waiting
        .filter((order) => order.trailingDelta !== undefined && trailingStopTriggers(order, price))
        .sort((a, b) => a.age - b.age),
    ];
    for (const order of due) {
      order.place = 'DUE';
      this.state.due.push(() => this.fire(order));
    }
  }
}

/** Divides, and rounds half up. */
function halfUp(dividend: bigint, divisor: bigint): bigint {
  const rest = dividend % divisor;
  return dividend / divisor + (rest * 2n >= divisor ? 1n : 0n);
}

function add(amounts: bigint[], index: number, amount: bigint): void {
  amounts[index] = (amounts[index] as bigint) + amount;
}
