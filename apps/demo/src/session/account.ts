import type { BinanceError } from '@pkg/core';
import { addDecimals, Decimal } from '@pkg/core/internal';
import type { AssetBalance, ExecutionReport, OpenOrder, UserData, UserDataEvent, UserDataStatus } from '@pkg/streams';
import { signal as createSignal } from '@preact/signals';
import { isPlainDecimal, priceText, quantityText } from '../format.js';
import type { Toasts } from './toasts.js';

/** The balances, orders and status of the account, as last received. */
export type AccountState = {
  readonly status: UserDataStatus;
  /** Whether the account has been read. Until then, `openOrders` and `balances` are empty, whatever the account has. */
  readonly isKnown: boolean;
  readonly openOrders: readonly OpenOrder[];
  readonly balances: ReadonlyMap<string, AssetBalance>;
  readonly error: BinanceError | undefined;
};

const NOTHING: AccountState = {
  status: 'connecting',
  isKnown: false,
  openOrders: [],
  balances: new Map(),
  error: undefined,
};
/** Fills of one order that arrive within this time, in ms, are shown as one message. */
const FILL_WINDOW = 250;
/**
 * How long after an execution report the histories are read again, in ms. A large order has hundreds of reports at
 * once, and these reports then cause one read together.
 */
const HISTORY_DELAY = 500;

/**
 * The fills of one order that arrived within {@link FILL_WINDOW}: the sum of their quantities and the sum of their
 * values, as decimal strings.
 */
type Fill = {
  readonly quantity: string;
  readonly cost: string;
  readonly report: ExecutionReport;
  readonly isRecovered: boolean;
};

/** Keeps balances and open orders up to date by user data events, so the page need not poll the exchange. */
export class Account {
  readonly state = createSignal<AccountState>(NOTHING);
  /**
   * When this number changes, the page reads the histories again. The number rises after each execution report that is
   * not of type `NEW`.
   */
  readonly historyVersion = createSignal(0);
  readonly #data: UserData;
  readonly #toasts: Toasts;
  /** The fills that are not shown yet. The key consists of the symbol and the id of the order. */
  readonly #fills = new Map<string, Fill>();
  #historyTimer: ReturnType<typeof setTimeout> | undefined;
  /** Called when the account is live again after a lost connection. */
  readonly #onRecovered: () => void;
  readonly #describe: (symbol: string) => { readonly base: string; readonly quote: string; readonly decimals: number };

  constructor(
    data: UserData,
    toasts: Toasts,
    describe: Account['describe'],
    options: { readonly signal: AbortSignal; readonly onRecovered: () => void },
  ) {
    const { signal } = options;
    this.#onRecovered = options.onRecovered;
    this.#data = data;
    this.#toasts = toasts;
    this.#describe = describe;
    const stop = data.listen({
      event: (event) => {
        this.#report(event);
        this.update();
      },
      status: () => this.update(),
    });
    data.ready().then(
      () => this.update(),
      () => this.update(),
    );
    signal.addEventListener('abort', () => {
      clearTimeout(this.#historyTimer);
      void stop();
    });
    this.update();
  }

  get describe() {
    return this.#describe;
  }

  /**
   * Copies the state of the user data into {@link state}. Called at intervals, because the status of the user data can
   * change without an event.
   */
  update(): void {
    const { status, openOrders, balances } = this.#data.accountState();
    const before = this.state.peek();
    if (status === before.status && status === 'live' && this.#isSame(openOrders, balances)) return;
    if (status !== 'live' && status === before.status) return;
    this.state.value = {
      status,
      isKnown: before.isKnown || status === 'live',
      openOrders: [...openOrders.values()].sort((one, other) => other.time - one.time),
      balances: new Map(balances),
      error: this.#data.error,
    };
    if (before.status === 'reconciling' && status === 'live') this.#onRecovered();
  }

  #isSame(openOrders: ReadonlyMap<string, OpenOrder>, balances: ReadonlyMap<string, AssetBalance>): boolean {
    const { openOrders: orders, balances: known } = this.state.peek();
    if (orders.length !== openOrders.size || known.size !== balances.size) return false;
    const all = new Set(openOrders.values());
    return orders.every((order) => all.has(order)) && [...balances].every(([asset, held]) => known.get(asset) === held);
  }

  #report(event: UserDataEvent): void {
    if (event.e !== 'executionReport') return;
    if (event.x !== 'NEW') this.#historyTimer ??= setTimeout(() => this.#renewHistories(), HISTORY_DELAY);
    const isRecovered = event.recovered === true;
    if (event.x === 'TRADE') this.#addFill(event, isRecovered);
    // An order with the status EXPIRED_IN_MATCH would have traded with another order of the account.
    else if (event.x === 'EXPIRED' || event.X === 'EXPIRED_IN_MATCH')
      this.#toasts.show('warn', 'Order expired', this.#orderText(event), isRecovered);
    else if (event.x === 'REJECTED')
      this.#toasts.show('error', 'Order rejected', `${this.#orderText(event)}: ${event.r}`);
    else if (event.x === 'CANCELED' && isRecovered)
      this.#toasts.show('info', 'Cancelled while you were away', this.#orderText(event), true);
  }

  #renewHistories(): void {
    this.#historyTimer = undefined;
    this.historyVersion.value += 1;
  }

  /**
   * Adds a fill to those fills of the same order that are not shown yet. A large order has many fills at once, and they
   * are shown as one message.
   */
  #addFill(report: ExecutionReport, isRecovered: boolean): void {
    const { s, i, l, L } = report;
    const order = `${s} ${i}`;
    const known = this.#fills.get(order);
    const [quantity = '0', price = '0'] = [l, L].map((text) => (isPlainDecimal(text) ? text : '0'));
    this.#fills.set(order, {
      quantity: addDecimals(known?.quantity ?? '0', quantity),
      cost: addDecimals(known?.cost ?? '0', new Decimal(quantity).times(price).toFixed()),
      report,
      isRecovered: isRecovered || known?.isRecovered === true,
    });
    if (!known) setTimeout(() => this.#showFill(order), FILL_WINDOW);
  }

  #showFill(order: string): void {
    const fill = this.#fills.get(order);
    this.#fills.delete(order);
    if (!fill) return;
    const { report, quantity, cost, isRecovered } = fill;
    const { base, quote, decimals } = this.#describe(report.s);
    const done = report.X === 'FILLED' ? '' : `, ${quantityText(report.z)} of ${quantityText(report.q)} filled`;
    const verb = report.S === 'BUY' ? 'Bought' : 'Sold';
    const title = `${verb} ${quantityText(quantity)} ${base}`;
    const hasTraded = new Decimal(quantity).gt(0);
    const price = hasTraded ? priceText(new Decimal(cost).div(quantity).toFixed(8), decimals) : '—';
    const text = `at ${price} ${quote}${done}${isRecovered ? ', while you were away' : ''}`;
    this.#toasts.show(report.S === 'BUY' ? 'buy' : 'sell', title, text, isRecovered);
  }

  #orderText({ S, q, s, p }: ExecutionReport): string {
    const { base, decimals } = this.#describe(s);
    const price = Number(p) > 0 ? ` at ${priceText(p, decimals)}` : '';
    return `${S === 'BUY' ? 'Buy' : 'Sell'} ${quantityText(q)} ${base}${price}`;
  }
}
