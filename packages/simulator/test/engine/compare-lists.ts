import type { Leg, NewOrderList } from '../../src/engine/index.js';
import { attempt, expectation, outcome, pegOf, SYMBOL, Twins } from './compare-orders.js';
import { agree } from './invariants.js';
import { ListReference, type ListRequest } from './reference/reference-lists.js';
import type { Request } from './reference/reference-order.js';

const KINDS = ['OCO', 'OTO', 'OTOCO', 'OPO', 'OPOCO'] as const;

/**
 * Runs random commands, including those for order lists, on the engine and on the reference engine. Compares the two.
 */
export class ListTwins extends Twins<ListReference> {
  constructor(seed: number, seen: Record<string, number>) {
    super(seed, (...given) => new ListReference(...given), seen);
  }

  protected override act(label: string): void {
    const chance = this.draw.next();
    if (chance < 0.35) this.placeList(label);
    else if (chance < 0.38) this.cancelList(label);
    else super.act(label);
  }

  protected override check(label: string): void {
    super.check(label);
    for (const [account, id] of this.ids.entries()) {
      const open = this.engine.openOrderLists(id).map(({ orderListId }) => orderListId);
      agree(open, this.reference.openLists(account), label);
    }
  }

  private placeList(label: string): void {
    const account = this.draw.below(this.ids.length);
    const wanted = this.list();
    const expected = this.reference.placeList(account, wanted);
    const answer = attempt(() =>
      this.engine.placeOrderList(this.id(account), listOf(wanted)).reports.map(({ order }) => outcome(order)),
    );
    agree(answer, typeof expected === 'number' ? expected : expected.map(expectation), `${label}: ${wanted.kind}`);
    this.count(typeof expected === 'number' ? `${wanted.kind} refused` : wanted.kind);
  }

  private cancelList(label: string): void {
    const account = this.draw.below(this.ids.length);
    const orderListId = this.draw.pick([...this.reference.openLists(account), 77_777]);
    const expected = this.reference.cancelList(account, orderListId);
    const answer = attempt(() =>
      this.engine
        .cancelOrderList(this.id(account), { symbol: SYMBOL, orderListId })
        .reports.map(({ order }) => outcome(order)),
    );
    agree(answer, typeof expected === 'number' ? expected : expected.map(expectation), label);
  }

  private list(): ListRequest {
    const kind = this.draw.pick(KINDS);
    const mode = this.draw.mode();
    const side = this.draw.pick(['BUY', 'SELL'] as const);
    const quantity = this.draw.quantity();
    if (kind === 'OCO') return { kind, pair: this.pair(side, mode, quantity) };
    const isPaid = kind === 'OPO' || kind === 'OPOCO';
    const working: Request = {
      ...(this.draw.chance(0.7)
        ? { type: 'LIMIT', timeInForce: this.draw.chance(0.7) ? 'GTC' : 'IOC', price: this.draw.price() }
        : this.maker()),
      side: isPaid ? 'BUY' : side,
      selfTradePreventionMode: mode,
      quantity,
    };
    const pendingSide = isPaid || this.draw.chance(0.5) ? 'SELL' : 'BUY';
    const pendingQuantity = isPaid ? undefined : this.draw.quantity();
    if (kind === 'OTOCO' || kind === 'OPOCO') {
      return { kind, working, pending: this.pair(pendingSide, mode, pendingQuantity) };
    }
    const { quantity: _drawn, quoteOrderQty: _quote, side: _side, ...pending } = this.draw.request();
    return { kind, working, pending: [{ ...pending, ...orderOf(pendingSide, mode, pendingQuantity) }] };
  }

  private maker(): Pick<Request, 'type' | 'price' | 'peg'> {
    return this.draw.chance(0.1) ? this.draw.pegged('LIMIT_MAKER') : { type: 'LIMIT_MAKER', price: this.draw.price() };
  }

  /** Returns the upper and the lower order of an OCO pair: one stop loss, and one order that takes profit. */
  private pair(
    side: 'BUY' | 'SELL',
    mode: Request['selfTradePreventionMode'],
    quantity: bigint | undefined,
  ): [Request, Request] {
    const common = orderOf(side, mode, quantity);
    const loss = { ...this.draw.waiting(this.draw.pick(['STOP_LOSS', 'STOP_LOSS_LIMIT'] as const)), ...common };
    const profit = this.draw.chance(0.7)
      ? { ...this.maker(), ...common }
      : { ...this.draw.waiting(this.draw.pick(['TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const)), ...common };
    return side === 'BUY' ? [loss, profit] : [profit, loss];
  }
}

function orderOf(
  side: 'BUY' | 'SELL',
  selfTradePreventionMode: Request['selfTradePreventionMode'],
  quantity: bigint | undefined,
): Pick<Request, 'side' | 'selfTradePreventionMode' | 'quantity'> {
  return { side, selfTradePreventionMode, ...(quantity === undefined ? {} : { quantity }) };
}

/** Converts an order list of the reference engine to the form of the real engine. */
function listOf(wanted: ListRequest): NewOrderList {
  const { kind } = wanted;
  const [first] = wanted.kind === 'OCO' ? wanted.pair : [wanted.working];
  const common = { symbol: SYMBOL, selfTradePreventionMode: first.selfTradePreventionMode };
  if (wanted.kind === 'OCO') {
    const [above, below] = wanted.pair.map(legOf) as [Leg, Leg];
    return { kind: 'OCO', ...common, side: first.side, quantity: first.quantity ?? 0n, above, below };
  }
  const working = { ...legOf(first), side: first.side, quantity: first.quantity ?? 0n };
  const [one, other] = wanted.pending as [Request, Request?];
  const { side, quantity = 0n } = one;
  if (kind === 'OTO') return { kind, ...common, working, pending: { ...legOf(one), side, quantity } };
  if (kind === 'OPO') return { kind, ...common, working, pending: { ...legOf(one), side } };
  const [pendingAbove, pendingBelow] = [one, other as Request].map(legOf) as [Leg, Leg];
  const pair = { pendingSide: side, pendingAbove, pendingBelow };
  if (kind === 'OTOCO') return { kind, ...common, working, ...pair, pendingQuantity: quantity };
  return { kind: 'OPOCO', ...common, working, ...pair };
}

function legOf(request: Request): Leg {
  const { side, quantity, selfTradePreventionMode, ...leg } = pegOf(request);
  return leg;
}
