/**
 * A second matching engine, as simple as it can be: arrays, a fresh look over everything at every step, no index and no
 * running total. It says what the real engine should have done. One symbol; it shares no code with the real one.
 */

const E8 = 100_000_000n;

export type Request = {
  side: 'BUY' | 'SELL';
  type: 'LIMIT' | 'MARKET' | 'LIMIT_MAKER' | 'STOP_LOSS' | 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT' | 'TAKE_PROFIT_LIMIT';
  timeInForce?: 'GTC' | 'IOC' | 'FOK';
  quantity?: bigint;
  quoteOrderQty?: bigint;
  price?: bigint;
  stopPrice?: bigint;
  trailingDelta?: number;
  icebergQty?: bigint;
  /** Takes the price of a level of its own side, or of the other, counted from the best. */
  peg?: { side: 'OWN' | 'OTHER'; depth: number };
  selfTradePreventionMode: 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'DECREMENT' | 'TRANSFER';
};

export type RefOrder = Request & {
  id: number;
  account: number;
  quantity: bigint;
  executed: bigint;
  cumulative: bigint;
  prevented: bigint;
  status: string;
  /** Where it is: pending in a list, waiting for its trigger, about to trigger, matching, on the book, or over. */
  place: 'PENDING' | 'WAIT' | 'DUE' | 'TAKE' | 'BOOK' | 'OVER';
  /** Position in the queue of its price. */
  turn: number;
  shown: bigint;
  extreme: bigint | undefined;
  /** Price by which a waiting market BUY is counted. */
  assumed: bigint;
  /** What a market BUY has paid. */
  spent: bigint;
  isShort: boolean;
  /** Since when it waits. */
  age: number;
};

export type RefTrade = { price: bigint; quantity: bigint; maker: number; taker: number };

type Account = { group: number; base: bigint; quote: bigint };

export type Rules = {
  tick: bigint;
  step: bigint;
  minQty: bigint;
  maxQty: bigint;
  minNotional: bigint;
  maker: bigint;
  taker: bigint;
};

type State = {
  accounts: Account[];
  orders: RefOrder[];
  trades: RefTrade[];
  last: bigint | undefined;
  turn: number;
  fees: { base: bigint; quote: bigint };
  /** What trades have set off, in that order. */
  due: (() => void)[];
};

export class Reference {
  state: State;
  protected nextId = 1;
  /** Orders that are over. */
  readonly over: RefOrder[] = [];
  readonly rules: Rules;

  constructor(rules: Rules, accounts: Account[]) {
    this.rules = rules;
    const fees = { base: 0n, quote: 0n };
    this.state = { accounts, orders: [], trades: [], last: undefined, turn: 0, fees, due: [] };
  }

  /** The code of the refusal, or the order. */
  place(account: number, request: Request): number | RefOrder {
    const refused = this.judge(account, request);
    if (typeof refused === 'number') return refused;
    const order = refused;
    if (!this.isPossible(order)) {
      this.nextId += 1;
      return -2010;
    }
    this.register(order);
    this.begin(order);
    return order;
  }

  cancel(account: number, id: number): number | RefOrder {
    const order = this.openOrder(account, id);
    if (!order) return -2011;
    order.place = 'OVER';
    order.status = 'CANCELED';
    return order;
  }

  /** `[cancel, placement]`, each a code, an order, or nothing when not attempted. */
  cancelReplace(
    account: number,
    id: number,
    request: Request,
    stops: boolean,
  ): number | [number | RefOrder, number | RefOrder | undefined] {
    const judged = this.judge(account, request);
    if (typeof judged === 'number') return judged;
    const cancelled = this.cancel(account, id);
    if (typeof cancelled === 'number' && stops) return [cancelled, undefined];
    const order = typeof cancelled === 'number' ? judged : this.judge(account, request);
    if (typeof order === 'number') return [cancelled, order];
    if (!this.isPossible(order)) {
      this.nextId += 1;
      return [cancelled, -2010];
    }
    this.register(order);
    this.begin(order);
    return [cancelled, order];
  }

  amend(account: number, id: number, quantity: bigint): number | RefOrder {
    const order = this.openOrder(account, id);
    if (!order || quantity >= order.quantity || quantity <= order.executed + order.prevented) return -2038;
    if (!this.isSized(order, quantity)) return -1013;
    this.reduce(order, quantity);
    return order;
  }

  protected reduce(order: RefOrder, quantity: bigint): void {
    order.quantity = quantity;
    const left = this.left(order);
    if (order.place === 'BOOK' && order.shown > left) order.shown = left;
  }

  /** `[price, shown quantity]`, best first. */
  side(side: 'BUY' | 'SELL'): [bigint, bigint][] {
    const totals = new Map<bigint, bigint>();
    for (const order of this.queue(side)) {
      const price = order.price as bigint;
      totals.set(price, (totals.get(price) ?? 0n) + order.shown);
    }
    return [...totals];
  }

  balances(account: number): { base: [bigint, bigint]; quote: [bigint, bigint] } {
    const { base, quote } = this.state.accounts[account] as Account;
    const lockedBase = this.locked(account, 'SELL');
    const lockedQuote = this.locked(account, 'BUY');
    return { base: [base - lockedBase, lockedBase], quote: [quote - lockedQuote, lockedQuote] };
  }

  protected left(order: RefOrder): bigint {
    return order.quantity - order.executed - order.prevented;
  }

  protected openOrder(account: number, id: number): RefOrder | undefined {
    return this.state.orders.find((order) => order.id === id && order.account === account && order.place !== 'OVER');
  }

  /** Sum over the open orders of an account, counted anew. */
  protected locked(account: number, side: 'BUY' | 'SELL'): bigint {
    return this.state.orders
      .filter((order) => order.account === account && order.side === side && isLocking(order))
      .reduce((sum, order) => sum + this.need(order), 0n);
  }

  protected need(order: RefOrder): bigint {
    if (order.side === 'SELL') return this.left(order);
    return ((order.price ?? order.assumed) * this.left(order)) / E8;
  }

  /** Open orders of a side in order of priority. */
  private queue(side: 'BUY' | 'SELL'): RefOrder[] {
    const sign = side === 'BUY' ? -1 : 1;
    return this.state.orders
      .filter((order) => order.place === 'BOOK' && order.side === side)
      .sort((a, b) => {
        if (a.price === b.price) return a.turn - b.turn;
        return (a.price as bigint) < (b.price as bigint) ? -sign : sign;
      });
  }

  /** Filters, and what a quote amount comes to. */
  protected judge(account: number, request: Request): number | RefOrder {
    const order = this.draft(account, request);
    if (!isWaiting(order) && !this.peg(order)) return -2010;
    if (request.quoteOrderQty !== undefined) {
      const sized = this.size(order, request.quoteOrderQty);
      if (sized < 0) return sized;
    }
    return this.isPriced(order) && this.isSized(order, order.quantity) ? order : -1013;
  }

  protected draft(account: number, request: Request): RefOrder {
    return {
      ...request,
      id: 0,
      account,
      quantity: request.quantity ?? 0n,
      executed: 0n,
      cumulative: 0n,
      prevented: 0n,
      status: 'NEW',
      place: 'TAKE',
      turn: 0,
      shown: 0n,
      extreme: undefined,
      assumed: request.stopPrice ?? this.state.last ?? 0n,
      spent: 0n,
      isShort: false,
      age: 0,
    };
  }

  /** Gives a pegged order its price; false when the book has no such level. */
  protected peg(order: RefOrder): boolean {
    if (!order.peg) return true;
    const { side, depth } = order.peg;
    const isBid = (order.side === 'BUY') === (side === 'OWN');
    const level = this.side(isBid ? 'BUY' : 'SELL')[depth];
    if (level) order.price = level[0];
    return level !== undefined;
  }

  /** The filters that look at prices alone. */
  protected isPriced({ price, stopPrice }: RefOrder): boolean {
    return [price, stopPrice].every((each) => each === undefined || each % this.rules.tick === 0n);
  }

  /** The filters that look at the quantity. */
  protected isSized({ price, icebergQty }: RefOrder, quantity: bigint): boolean {
    const { step, minQty, maxQty, minNotional } = this.rules;
    const isLot = (lot: bigint) => lot % step === 0n && lot >= minQty && lot <= maxQty;
    if (!isLot(quantity) || (icebergQty !== undefined && !isLot(icebergQty))) return false;
    return price === undefined || (price * quantity) / E8 >= minNotional;
  }

  /** Tries the order out on a copy of everything, with the budget as the bound. */
  private size(order: RefOrder, budget: bigint): number {
    const trial = this.copy();
    const taker = { ...order, quantity: 1n << 80n };
    trial.state.orders.push(taker);
    let left = budget;
    let isSpent = false;
    while (taker.place === 'TAKE') {
      const maker = trial.queue(taker.side === 'BUY' ? 'SELL' : 'BUY')[0];
      if (!maker) break;
      const price = maker.price as bigint;
      const most = (left * E8) / price;
      const steps = most - (most % this.rules.step);
      if (steps === 0n) {
        isSpent = true;
        break;
      }
      const mode = trial.mode(taker, maker);
      if (mode === 'EXPIRE_MAKER') {
        trial.meet(taker, maker, 0n);
        continue;
      }
      const quantity = least(steps, maker.shown);
      const isPart = quantity < maker.shown;
      if (mode === 'EXPIRE_TAKER' || mode === 'EXPIRE_BOTH') {
        taker.prevented += quantity;
        break;
      }
      left -= (price * quantity) / E8;
      trial.meet(taker, maker, quantity);
      if (isPart) {
        isSpent = true;
        break;
      }
    }
    if (!isSpent && left === 0n) isSpent = true;
    order.quantity = taker.executed + taker.prevented;
    if (order.quantity === 0n) return -2010;
    if (!isSpent && order.quantity < this.rules.minQty) return -2010;
    order.isShort = !isSpent;
    return 0;
  }

  private copy(): Reference {
    const copy = new Reference(this.rules, []);
    const { accounts, orders, fees, ...others } = this.state;
    copy.state = {
      ...others,
      accounts: accounts.map((account) => ({ ...account })),
      orders: orders.filter(({ place }) => place !== 'OVER').map((order) => ({ ...order })),
      trades: [],
      fees: { ...fees },
      due: [],
    };
    return copy;
  }

  /** What the engine itself refuses. */
  protected isPossible(order: RefOrder): boolean {
    return this.isSound(order) && this.affords(order);
  }

  protected isSound(order: RefOrder): boolean {
    const { last } = this.state;
    const price = order.price;
    if (price !== undefined && (price * order.quantity) / E8 === 0n) return false;
    if (order.icebergQty !== undefined && order.icebergQty > order.quantity) return false;
    if (isWaiting(order) && last !== undefined && order.stopPrice !== undefined) {
      if (rises(order) ? last >= order.stopPrice : last <= order.stopPrice) return false;
    }
    if (order.type === 'LIMIT_MAKER') {
      const best = this.queue(order.side === 'BUY' ? 'SELL' : 'BUY')[0];
      if (best && crosses(order, best.price as bigint)) return false;
    }
    return true;
  }

  protected affords(order: RefOrder): boolean {
    const { base, quote } = this.balances(order.account);
    if (order.side === 'SELL') return base[0] >= this.left(order);
    const isNow = order.type === 'MARKET' || order.place === 'DUE';
    if (!isNow || order.price !== undefined) return quote[0] >= this.need(order);
    const trial = this.copy();
    const taker = { ...order, place: 'TAKE' as const, status: 'NEW' };
    trial.state.orders.push(taker);
    trial.match(taker);
    return quote[0] >= taker.spent - order.spent;
  }

  protected register(order: RefOrder): void {
    order.id = this.nextId;
    this.nextId += 1;
    this.state.orders.push(order);
  }

  /** Sets a registered order going. */
  protected begin(order: RefOrder): void {
    order.status = 'NEW';
    if (!isWaiting(order)) {
      this.work(order);
      return;
    }
    order.place = 'WAIT';
    this.state.turn += 1;
    order.age = this.state.turn;
    if (order.trailingDelta !== undefined && order.stopPrice === undefined) order.extreme = this.state.last;
  }

  /** What the trades have set off; call it after the answer is taken. */
  settle(): void {
    const { due } = this.state;
    for (let next = due.shift(); next; next = due.shift()) next();
    const { orders } = this.state;
    this.over.push(...orders.filter(({ place }) => place === 'OVER'));
    this.state.orders = orders.filter(({ place }) => place !== 'OVER');
  }

  private fire(order: RefOrder): void {
    if (order.place !== 'DUE') return;
    this.touched(order);
    order.place = 'OVER';
    const isPriced = this.peg(order) && (!order.peg || this.isSized(order, order.quantity));
    const freed = { ...order, place: 'DUE' as const };
    if (isPriced && this.affords(freed)) this.work(order);
    else this.end(order, 'EXPIRED');
  }

  private work(order: RefOrder): void {
    order.place = 'TAKE';
    order.assumed = 0n;
    if (order.timeInForce === 'FOK' && order.price !== undefined) {
      const trial = this.copy();
      const taker = { ...order };
      trial.state.orders = trial.state.orders.filter(({ id }) => id !== order.id);
      trial.state.orders.push(taker);
      trial.match(taker);
      if (taker.executed < order.quantity) {
        this.end(order, 'EXPIRED');
        return;
      }
    }
    this.match(order);
    if (order.place !== 'TAKE') return;
    const rests = order.price !== undefined && (order.timeInForce ?? 'GTC') === 'GTC';
    if (!rests) {
      this.end(order, 'EXPIRED');
      return;
    }
    order.place = 'BOOK';
    this.show(order);
  }

  private match(taker: RefOrder): void {
    while (taker.place === 'TAKE' && this.left(taker) > 0n) {
      const maker = this.queue(taker.side === 'BUY' ? 'SELL' : 'BUY')[0];
      if (!maker || !crosses(taker, maker.price as bigint)) return;
      const left = this.left(taker);
      this.meet(taker, maker, least(left, maker.shown));
    }
  }

  private mode(taker: RefOrder, maker: RefOrder): string {
    const one = (this.state.accounts[taker.account] as Account).group;
    const other = (this.state.accounts[maker.account] as Account).group;
    const isSame = taker.account === maker.account || (one !== -1 && one === other);
    if (!isSame) return 'NONE';
    const mode = taker.selfTradePreventionMode;
    return mode === 'TRANSFER' && maker.selfTradePreventionMode !== 'TRANSFER' ? 'DECREMENT' : mode;
  }

  /** One meeting of two orders: a trade, or what prevents it. */
  private meet(taker: RefOrder, maker: RefOrder, quantity: bigint): void {
    const mode = this.mode(taker, maker);
    const price = maker.price as bigint;
    if (mode === 'EXPIRE_TAKER' || mode === 'EXPIRE_BOTH') this.prevent(taker, this.left(taker));
    if (mode === 'EXPIRE_MAKER' || mode === 'EXPIRE_BOTH') this.prevent(maker, this.left(maker));
    if (mode.startsWith('EXPIRE')) return;
    if (mode === 'NONE') {
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
      this.state.last = price;
      this.state.trades.push({ price, quantity, maker: maker.id, taker: taker.id });
      this.trigger(price);
      return;
    }
    if (mode === 'TRANSFER' && taker.account !== maker.account) {
      this.move(taker, maker, quantity, (price * quantity) / E8, false);
    }
    this.prevent(taker, quantity);
    this.prevent(maker, quantity);
    this.reveal(maker, quantity);
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

  /** An order has been set off, has traded, or was kept from trading: for those who have more to do then. */
  protected touched(_order: RefOrder): void {}

  /** A buyer is about to receive what a trade brings. */
  protected receives(_buyer: RefOrder, _quantity: bigint, _fee: bigint): void {}

  private move(taker: RefOrder, maker: RefOrder, quantity: bigint, notional: bigint, pays: boolean): void {
    const [buyer, seller] = taker.side === 'BUY' ? [taker, maker] : [maker, taker];
    const buying = this.state.accounts[buyer.account] as Account;
    const selling = this.state.accounts[seller.account] as Account;
    const { fees } = this.state;
    const rate = (order: RefOrder) => (!pays ? 0n : order === taker ? this.rules.taker : this.rules.maker);
    const baseFee = rounded(quantity * rate(buyer));
    const quoteFee = rounded(notional * rate(seller));
    if (pays) this.receives(buyer, quantity, baseFee);
    buying.quote -= notional;
    buying.base += quantity - baseFee;
    selling.base -= quantity;
    selling.quote += notional - quoteFee;
    fees.base += baseFee;
    fees.quote += quoteFee;
    buyer.spent += notional;
  }

  /** Takes a quantity off what a maker shows; an iceberg shows its next part behind the others. */
  private reveal(maker: RefOrder, quantity: bigint): void {
    maker.shown -= quantity;
    if (maker.place === 'BOOK' && maker.shown === 0n) this.show(maker);
  }

  private show(order: RefOrder): void {
    const left = this.left(order);
    const iceberg = order.icebergQty ?? 0n;
    order.shown = iceberg > 0n ? least(iceberg, left) : left;
    this.state.turn += 1;
    order.turn = this.state.turn;
  }

  /** Looks at every waiting order: rising triggers from the lowest, falling from the highest, then the trailing. */
  private trigger(price: bigint): void {
    const waiting = this.state.orders.filter(({ place }) => place === 'WAIT');
    const stops = waiting.filter(({ trailingDelta }) => trailingDelta === undefined);
    const stop = (order: RefOrder) => order.stopPrice as bigint;
    const by = (sign: 1 | -1) => (a: RefOrder, b: RefOrder) =>
      stop(a) === stop(b) ? a.age - b.age : stop(a) < stop(b) ? -sign : sign;
    const due = [
      ...stops.filter((order) => rises(order) && price >= stop(order)).sort(by(1)),
      ...stops.filter((order) => !rises(order) && price <= stop(order)).sort(by(-1)),
      ...waiting
        .filter((order) => order.trailingDelta !== undefined && turns(order, price))
        .sort((a, b) => a.age - b.age),
    ];
    for (const order of due) {
      order.place = 'DUE';
      this.state.due.push(() => this.fire(order));
    }
  }
}

/** A trailing stop sees a price; true when it has turned by its delta. */
function turns(order: RefOrder, price: bigint): boolean {
  if (order.extreme === undefined) {
    const { stopPrice } = order;
    if (stopPrice === undefined || (rises(order) ? price >= stopPrice : price <= stopPrice)) order.extreme = price;
    return false;
  }
  const delta = BigInt(order.trailingDelta ?? 0);
  if (order.side === 'SELL' ? price > order.extreme : price < order.extreme) order.extreme = price;
  const moved = order.side === 'SELL' ? order.extreme - price : price - order.extreme;
  return moved * 10_000n >= order.extreme * delta;
}

/** Whether an open order has its money locked. */
function isLocking({ place }: RefOrder): boolean {
  return place !== 'OVER' && place !== 'PENDING';
}

export function isWaiting({ type }: Request): boolean {
  return type.startsWith('STOP') || type.startsWith('TAKE');
}

export function rises({ type, side }: Request): boolean {
  return type.startsWith('STOP') ? side === 'BUY' : side === 'SELL';
}

function crosses(order: RefOrder, price: bigint): boolean {
  if (order.price === undefined) return true;
  return order.side === 'BUY' ? price <= order.price : price >= order.price;
}

export function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** A product of two scaled numbers, back to 8 decimals, half up. */
function rounded(product: bigint): bigint {
  const rest = product % E8;
  return product / E8 + (rest * 2n >= E8 ? 1n : 0n);
}
