import { type RefAccount, ReferenceMatching, type Rules } from './reference-matching.js';
import { crosses, E8, isWaiting, type RefOrder, type Request, rises } from './reference-order.js';

/**
 * A second matching engine, as simple as possible. It uses arrays, and calculates everything anew at each step, without
 * indexes and running totals. It shares no code with the real engine, so that tests can compare the two.
 */
export class Reference extends ReferenceMatching {
  /** The closed orders. */
  readonly over: RefOrder[] = [];

  constructor(rules: Rules, accounts: RefAccount[], markets = 1) {
    super(rules, accounts, markets);
  }

  /** Places an order. Returns the order, or the code of the refusal. */
  place(account: number, request: Request): number | RefOrder {
    const judged = this.judge(account, request);
    return typeof judged === 'number' ? judged : this.launch(judged);
  }

  cancel(account: number, id: number, market = 0): number | RefOrder {
    const order = this.openOrder(account, id, market);
    if (!order) return -2011;
    order.place = 'OVER';
    order.status = 'CANCELED';
    return order;
  }

  /**
   * Cancels an order and places another one. If a filter refuses the new order before the cancellation, returns only the
   * code of that refusal. Otherwise returns `[cancellation, placement]`: each is an order or the code of a refusal,
   * and the placement is undefined if it was not attempted.
   */
  cancelReplace(
    account: number,
    id: number,
    request: Request,
    stops: boolean,
  ): number | [number | RefOrder, number | RefOrder | undefined] {
    const judged = this.judge(account, request);
    if (judged === -1013) return judged;
    const cancelled = this.cancel(account, id, request.market);
    if (typeof cancelled === 'number') return [cancelled, stops ? undefined : this.place(account, request)];
    // The cancellation has changed the book, so `place` checks the new order again.
    return [cancelled, this.place(account, request)];
  }

  amend(account: number, id: number, quantity: bigint, market = 0): number | RefOrder {
    const order = this.openOrder(account, id, market);
    if (!order || quantity >= order.quantity || quantity < order.executed + order.prevented) return -2038;
    if (!this.isSized(order, quantity)) return -1013;
    this.reduce(order, quantity);
    if (this.left(order) === 0n) this.end(order, 'EXPIRED');
    return order;
  }

  /**
   * Starts the triggered orders. Tests first compare the result of a command with that of the real engine, and then
   * call `settle`, because the started orders can change the result.
   */
  settle(): void {
    const { due } = this.state;
    for (let next = due.shift(); next; next = due.shift()) next();
    const { orders } = this.state;
    this.over.push(...orders.filter(({ place }) => place === 'OVER'));
    this.state.orders = orders.filter(({ place }) => place !== 'OVER');
  }

  protected reduce(order: RefOrder, quantity: bigint): void {
    order.quantity = quantity;
    const left = this.left(order);
    if (order.place === 'BOOK' && order.shown > left) order.shown = left;
  }

  protected openOrder(account: number, id: number, market: number): RefOrder | undefined {
    return this.state.orders.find(
      (order) => order.id === id && order.market === market && order.account === account && order.place !== 'OVER',
    );
  }

  /**
   * Checks the filters, and sets the quantity of an order with `quoteOrderQty`. Returns the order, or the code of the
   * refusal.
   */
  private judge(account: number, request: Request): number | RefOrder {
    const order = this.draft(account, request);
    if (!isWaiting(order) && !this.peg(order)) return -2010;
    if (request.quoteOrderQty !== undefined) {
      const { quantity, isSpent } = this.tryBudget(order, request.quoteOrderQty);
      if (quantity === 0n || (!isSpent && quantity < this.rules.minQty)) return -2010;
      order.quantity = quantity;
      order.isShort = !isSpent;
    }
    return this.isPriced(order) && this.isSized(order, order.quantity) ? order : -1013;
  }

  /**
   * Accepts an order, or refuses it because of the book, the last price or the balance. A refused order also uses up an
   * order id.
   */
  private launch(order: RefOrder): number | RefOrder {
    if (!this.isPossible(order)) {
      this.draw(order.market);
      return -2010;
    }
    this.register(order);
    this.begin(order);
    return order;
  }

  protected draft(account: number, request: Request): RefOrder {
    const market = request.market ?? 0;
    return {
      ...request,
      id: 0,
      account,
      market,
      quantity: request.quantity ?? 0n,
      executed: 0n,
      cumulative: 0n,
      prevented: 0n,
      status: 'NEW',
      place: 'TAKE',
      queuePosition: 0,
      shown: 0n,
      extreme: undefined,
      assumed: request.stopPrice ?? this.marketOf({ market }).last ?? 0n,
      spent: 0n,
      isShort: false,
      age: 0,
    };
  }

  /** Sets the price of a pegged order. Returns false if the book does not have the level that the peg selects. */
  protected peg(order: RefOrder): boolean {
    if (!order.peg) return true;
    const { side, depth } = order.peg;
    const isBid = (order.side === 'BUY') === (side === 'OWN');
    const level = this.side(isBid ? 'BUY' : 'SELL', order.market)[depth];
    if (level) order.price = level[0];
    return level !== undefined;
  }

  /** Whether an order passes the filters on prices. */
  protected isPriced({ price, stopPrice }: RefOrder): boolean {
    return [price, stopPrice].every((each) => each === undefined || each % this.rules.tick === 0n);
  }

  /** Whether an order passes the filters on the quantity. */
  protected isSized({ price, icebergQty }: RefOrder, quantity: bigint): boolean {
    const { step, minQty, maxQty, minNotional } = this.rules;
    const isLot = (lot: bigint) => lot % step === 0n && lot >= minQty && lot <= maxQty;
    if (!isLot(quantity) || (icebergQty !== undefined && !isLot(icebergQty))) return false;
    return price === undefined || (price * quantity) / E8 >= minNotional;
  }

  /** Whether the book, the last price and the balance allow an order. */
  protected isPossible(order: RefOrder): boolean {
    return this.isSound(order) && this.affords(order);
  }

  protected isSound(order: RefOrder): boolean {
    const { last } = this.marketOf(order);
    const price = order.price;
    if (price !== undefined && (price * order.quantity) / E8 === 0n) return false;
    if (order.icebergQty !== undefined && order.icebergQty > order.quantity) return false;
    if (isWaiting(order) && last !== undefined && order.stopPrice !== undefined) {
      if (rises(order) ? last >= order.stopPrice : last <= order.stopPrice) return false;
    }
    if (order.type === 'LIMIT_MAKER') {
      const best = this.opposite(order);
      if (best && crosses(order, best.price as bigint)) return false;
    }
    return true;
  }

  protected affords(order: RefOrder): boolean {
    const isNow = order.type === 'MARKET' || order.place === 'DUE';
    if (order.side === 'SELL' || !isNow || order.price !== undefined) return this.freeFor(order) >= this.need(order);
    return this.freeFor(order) >= this.tryOut(order).spent - order.spent;
  }

  protected register(order: RefOrder): void {
    order.id = this.draw(order.market);
    this.state.orders.push(order);
  }

  /** Starts an accepted order: matches it, or lets it wait for its trigger. */
  protected begin(order: RefOrder): void {
    order.status = 'NEW';
    if (!isWaiting(order)) {
      this.work(order);
      return;
    }
    order.place = 'WAIT';
    this.state.queuePosition += 1;
    order.age = this.state.queuePosition;
    if (order.trailingDelta !== undefined && order.stopPrice === undefined) order.extreme = this.marketOf(order).last;
  }

  protected override fire(order: RefOrder): void {
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
    if (order.timeInForce === 'FOK' && order.price !== undefined && this.tryOut(order).executed < order.quantity) {
      this.end(order, 'EXPIRED');
      return;
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
}
