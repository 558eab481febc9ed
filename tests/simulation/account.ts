import type { ExchangeAccount } from '@pkg/simulator';
import type { BinanceSocketManager, UserData, UserDataEvent } from '@pkg/streams';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';
import { BalanceHistory } from './balance-history.js';
import type { Trader } from './orders.js';
import { LATEST, SYMBOLS, type World } from './world.js';

const ENDS = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED'];

type Reported = {
  executed: number;
  quantity: number;
  isOver: boolean;
  /**
   * Whether a single execution report stands for several trades of the order. The client delivers such a report if no
   * answer of the exchange has listed these trades.
   */
  isSummed: boolean;
};

/** Follows the user data of one account and compares it with the account at the exchange. */
export class AccountData {
  readonly #world: World;
  readonly #account: ExchangeAccount;
  readonly #name: string;
  #user: UserData | undefined;
  /** The last execution report of each order. */
  readonly #reported = new Map<string, Reported>();
  readonly #trades = new Set<string>();
  readonly #lists = new Map<number, string>();
  /** Checks the balances that the client keeps. */
  readonly #balances: BalanceHistory;
  /** Checks the balances in the events that the client delivers. */
  readonly #toldBalances: BalanceHistory;
  /**
   * The trades that the exchange has made for orders of the account since the user data was first live. The client must
   * report each of these trades, alone or in a report that sums up several trades.
   */
  readonly #expectedTrades = new Set<string>();
  /** The content of each trade of the account at the exchange, as text. {@link fillOf} formats it. */
  readonly #fills = new Map<string, string>();
  readonly #expectedEnds = new Set<string>();
  readonly #expectedListEnds = new Set<number>();
  /** How many gaps were reported. */
  gaps = 0;
  #isClosed = false;

  constructor(world: World, sockets: BinanceSocketManager, { client, account }: Trader) {
    this.#world = world;
    this.#account = account;
    this.#name = `account ${account.uid}`;
    this.#balances = new BalanceHistory(world.exchange, account.uid);
    this.#toldBalances = new BalanceHistory(world.exchange, account.uid);
    this.#followExchange();
    const open = (): void => {
      world.pending.watch(this.#name, sockets.userData({ client, symbols: [...SYMBOLS] })).then(
        (user) => {
          this.#user = user;
          this.#listenForAWhile(user);
          user.listen({
            event: (event) => this.#see(event),
            notice: (notice) => {
              const reason = notice.type === 'gap' ? `: ${notice.reason}` : '';
              world.trace.add('account', `${this.#name}: ${notice.type}${reason}`);
              this.gaps++;
            },
          });
        },
        (error: unknown) => {
          if (this.#isClosed) return;
          // If the client failed to load its code for user data, the run opens the user data again, as a user would.
          if (/load/.test(String(error))) world.clock.setTimeout(() => this.#isClosed || open(), 1_000);
          else world.fail(`${this.#name}: ${error}`);
        },
      );
    };
    open();
  }

  /** Adds a listener and removes it after a while. After its removal, the listener must get no event. */
  #listenForAWhile(user: UserData): void {
    const { clock, dice, fail } = this.#world;
    let isStopped = false;
    const stop = user.listen({
      event: ({ e }) => {
        if (isStopped) fail(`${this.#name}: a listener got ${e} after its end`);
      },
    });
    clock.setTimeout(() => {
      isStopped = true;
      void stop();
    }, dice(this.#name).below(60_000));
  }

  /** Drops recorded data that the next cycle of the run (disturbances, then a quiet phase) does not need. */
  forget(): void {
    for (const [order, { isOver }] of this.#reported) if (isOver) this.#reported.delete(order);
    for (const [list, last] of this.#lists) if (last === 'ALL_DONE') this.#lists.delete(list);
    this.#fills.clear();
    this.#balances.forget();
    this.#toldBalances.forget();
    for (const set of [this.#trades, this.#expectedTrades, this.#expectedEnds, this.#expectedListEnds]) set.clear();
  }

  close(): void {
    this.#isClosed = true;
  }

  /**
   * Records the trades of the account at the exchange and, once the user data is live, which orders and order lists
   * end.
   */
  #followExchange(): void {
    const { engine } = this.#world.exchange;
    let isKnown = false;
    engine.on((event) => {
      isKnown ||= this.#user?.status === 'live';
      if (event.type === 'ORDER' && event.fill && event.order.accountId === this.#account.uid) {
        const { symbol, orderId, side } = event.order;
        const { tradeId, price, quantity, commission, commissionAsset, isMaker } = event.fill;
        const amounts = [price, quantity, commission].map((amount) => formatAmount(amount));
        this.#fills.set(`${symbol} ${orderId} ${tradeId}`, fillOf(side, amounts, commissionAsset, isMaker));
      }
      if (!isKnown) return;
      if (event.type === 'LIST' && event.list.accountId === this.#account.uid && event.listStatusType === 'ALL_DONE') {
        this.#expectedListEnds.add(event.list.orderListId);
      }
      if (event.type !== 'ORDER' || event.order.accountId !== this.#account.uid) return;
      const { symbol, orderId, status } = event.order;
      const key = `${symbol} ${orderId}`;
      if (event.executionType === 'TRADE') this.#expectedTrades.add(`${key} ${event.fill?.tradeId}`);
      if (ENDS.includes(status) && event.executionType !== 'REJECTED') this.#expectedEnds.add(key);
    });
  }

  #see(event: UserDataEvent): unknown {
    const { fail, trace, trouble } = this.#world;
    if (this.#isClosed) fail(`${this.#name}: ${event.e} after its end`);
    // The second read of an account may correct balances that the first read lacked, which is no gap of events.
    const isCorrection = event.e === 'outboundAccountPosition';
    if ('recovered' in event && event.recovered && !isCorrection && this.gaps === 0)
      fail(`${this.#name}: recovered ${event.e} without a gap`);
    if (event.e === 'outboundAccountPosition' || event.e === 'externalLockUpdate') this.#checkBalances();
    if (event.e === 'outboundAccountPosition' && !trouble.isSetBack) {
      for (const { a, f, l } of event.B) {
        const problem = this.#toldBalances.see(a, `${f} ${l}`);
        if (problem) fail(`${this.#name}: an event has ${f} ${l} as the balance of ${a}, ${problem}`);
      }
    }
    if (event.e === 'listStatus') {
      const { g, l } = event;
      trace.add('account', `list ${g}: ${l}`);
      const last = this.#lists.get(g);
      if (last === 'ALL_DONE') fail(`list ${g}: ${l} after its end`);
      this.#lists.set(g, l);
    }
    if (event.e === 'executionReport') this.#seeReport(event);
    return this.#world.listenerFailure();
  }

  /** Checks that each balance in memory was a balance at the exchange, and not an older one than before. */
  #checkBalances(): void {
    const { fail, trouble } = this.#world;
    if (this.#user?.status !== 'live' || trouble.isSetBack) return;
    for (const [asset, { free, locked }] of this.#user.accountState().balances) {
      const problem = this.#balances.see(asset, `${free} ${locked}`);
      if (problem) fail(`${this.#name}: the balance of ${asset} is ${free} ${locked}, ${problem}`);
    }
  }

  #seeReport(event: Extract<UserDataEvent, { e: 'executionReport' }>): void {
    const { fail, trace, trouble } = this.#world;
    const order = `${event.s} ${event.i}`;
    const isRecovered = 'recovered' in event && event.recovered;
    trace.add('account', `${order}: ${event.x} ${event.X} ${event.z} of ${event.q}${isRecovered ? ', recovered' : ''}`);
    const late = this.#world.clock.now() - event.T;
    if (this.#world.isPunctual && late > LATEST) fail(`order ${order}: ${event.x} is ${late} ms late`);
    const executed = Number(event.z);
    const quantity = Number(event.q);
    const known = this.#reported.get(order);
    if (known?.isOver) fail(`order ${order}: ${event.x} after its end`);
    if (known && executed < known.executed) fail(`order ${order}: executed ${event.z} after ${known.executed}`);
    if (executed > quantity && quantity > 0) fail(`order ${order}: executed ${event.z} of ${event.q}`);
    if (known && event.x === 'REPLACED' && quantity >= known.quantity) fail(`order ${order}: amended to ${event.q}`);
    let isSummed = known?.isSummed ?? false;
    if (event.x === 'TRADE') {
      const key = `${order} ${event.t}`;
      if (event.t < 0) isSummed = true;
      else if (this.#trades.has(key)) fail(`order ${order}: trade ${event.t} was reported twice`);
      const fill = fillOf(event.S, [event.L, event.l, event.n], event.N, event.m);
      if (event.t >= 0 && fill !== this.#fills.get(key))
        fail(`order ${order}: trade ${event.t} was reported as ${fill}, not as ${this.#fills.get(key)}`);
      this.#trades.add(key);
      const before = known?.executed ?? executed;
      const isMissing = known && event.t >= 0 && Math.abs(before + Number(event.l) - executed) > 1e-9;
      if (isMissing && trouble.losesFills) isSummed = true;
      else if (isMissing) fail(`order ${order}: ${before} and a fill of ${event.l} make ${event.z}`);
    }
    this.#reported.set(order, { executed, quantity, isOver: ENDS.includes(event.X), isSummed });
  }

  /**
   * Returns the differences between the user data and the exchange. Some time after the last disturbance, the list must
   * be empty.
   */
  problems(): string[] {
    const problems: string[] = [];
    const fail = (text: string): void => void problems.push(text);
    const { exchange, trouble } = this.#world;
    const user = this.#user;
    if (!user) return [`${this.#name}: not ready`];
    if (user.status !== 'live') return [`${this.#name}: ${user.status} ${user.error ?? ''}`];
    const { balances, openOrders } = user.accountState();
    const { uid } = this.#account;
    const expected = exchange.engine.openOrders(uid).map((order) => {
      const { symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status } = order;
      const amounts = [order.executedQty, order.quantity ?? 0n, order.price, order.stopPrice];
      const texts = amounts.map((amount) => formatAmount(amount));
      return [symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, ...texts].join(' ');
    });
    const actual = [...openOrders.values()].map((order) => {
      const { symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status } = order;
      const texts = [order.executedQty, order.origQty, order.price, order.stopPrice];
      return [symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, ...texts].join(' ');
    });
    compare(fail, 'open orders', expected, actual);
    const rows = exchange.engine
      .balances(uid)
      .map((b) => `${b.asset} ${formatAmount(b.free)} ${formatAmount(b.locked)}`);
    const isHeld = (row: string): boolean => !/ 0\.0+ 0\.0+$/.test(row);
    const known = [...balances].map(([asset, { free, locked }]) => `${asset} ${free} ${locked}`);
    if (!trouble.isSetBack) compare(fail, 'balances', rows.filter(isHeld), known.filter(isHeld));
    for (const { symbol, orderId, quantity } of exchange.engine.openOrders(uid)) {
      const reported = this.#reported.get(`${symbol} ${orderId}`)?.quantity ?? 0;
      const expected = Number(formatAmount(quantity ?? 0n));
      if (reported > 0 && reported !== expected)
        fail(`order ${symbol} ${orderId}: its last report has the quantity ${reported}, not ${expected}`);
    }
    for (const trade of this.#expectedTrades) {
      const order = this.#reported.get(trade.split(' ').slice(0, 2).join(' '));
      if (!this.#trades.has(trade) && !order?.isSummed) fail(`trade ${trade} was not reported`);
    }
    for (const order of this.#expectedEnds) {
      if (!this.#reported.get(order)?.isOver) fail(`the end of order ${order} was not reported`);
    }
    for (const list of this.#expectedListEnds) {
      if (this.#lists.get(list) !== 'ALL_DONE') fail(`the end of list ${list} was not reported`);
    }
    return problems;
  }
}

/**
 * Formats a fill as text. Execution reports and the exchange's own records have the same format, so they can be
 * compared.
 */
function fillOf(side: string, amounts: readonly string[], commissionAsset: string | null, isMaker: boolean): string {
  const [price, quantity, commission] = amounts.map(Number);
  return `${side} ${quantity} at ${price}, commission ${commission} ${commissionAsset}, maker ${isMaker}`;
}

function compare(fail: (text: string) => void, what: string, expected: string[], actual: string[]): void {
  const [one, other] = [expected.sort().join(', '), actual.sort().join(', ')];
  if (one !== other) fail(`${what}:\n  has      ${other}\n  expected ${one}`);
}
