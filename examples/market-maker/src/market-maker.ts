import {
  BinanceApiError,
  BinanceOrderError,
  BinanceUnknownOutcomeError,
  fitOrder,
  type SpotClient,
} from '@pkg/core';
import type { BinanceSocketManager, DepthCache, UserData } from '@pkg/streams';
import { DepthCacheManager } from '@pkg/streams';

export type MarketMakerOptions = {
  readonly symbol: string;
  /** Quantity of each order, in the base asset. */
  readonly quantity: string;
  /** Distance of each order from the middle of the book, as a fraction: 0.001 is 0.1 %. */
  readonly distance: number;
  /** How far the middle of the book may move before the orders are placed anew, as a fraction. */
  readonly tolerance: number;
  readonly log?: (message: string) => void;
};

type Side = 'BUY' | 'SELL';

/**
 * Keeps one order below and one above the middle of the book. It quotes only while the data of the book and of the
 * account is up to date. It cancels its orders when it stops.
 */
export class MarketMaker {
  readonly #client: SpotClient;
  readonly #sockets: BinanceSocketManager;
  readonly #options: MarketMakerOptions;
  readonly #books: DepthCacheManager;
  readonly #open = new Map<Side, { readonly orderId: number; readonly price: string }>();
  /** Ids of the orders that have ended since the last order was sent. */
  readonly #ended = new Set<number>();
  /** Whether orders may be open that `#open` does not contain. */
  #isUncertain = false;
  #account: UserData | undefined;
  #quotedMiddle = 0;
  #working: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isDue = false;

  constructor(
    client: SpotClient,
    sockets: BinanceSocketManager,
    options: MarketMakerOptions,
  ) {
    this.#client = client;
    this.#sockets = sockets;
    this.#options = options;
    this.#books = new DepthCacheManager(
      client,
      options.symbol,
      (book) => this.#changed(book),
      { sockets },
    );
  }

  /** The open order of each side, with its price. */
  get quotes(): ReadonlyMap<Side, { readonly price: string }> {
    return this.#open;
  }

  /** Starts to quote. Resolves when the account and the book have been read. */
  async start(): Promise<void> {
    const { symbol } = this.#options;
    this.#account = await this.#sockets.userData({ symbols: [symbol] });
    await this.#account.subscribe((event) => {
      if (event.e !== 'executionReport' || event.s !== symbol) return;
      if (event.X === 'FILLED') this.#log(`filled ${event.S} ${event.z} at ${event.L}`);
      if (event.X !== 'NEW' && event.X !== 'PARTIALLY_FILLED') this.#forget(event.i);
    });
    await this.#account.ready();
    await this.#books.ready();
    this.#changed(this.#books.getDepthCache());
  }

  /** Stops quoting. Resolves when no request is pending and no order is open. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#books.close();
    await this.#working;
    await this.#cancelAll();
    await this.#account?.close();
  }

  /**
   * Updates the orders. Updates run one after another. If the book changes during an update, one more update follows.
   */
  #changed(book: DepthCache): void {
    if (this.#isDue || this.#isStopped) return;
    this.#isDue = true;
    this.#working = this.#working
      .then(() => {
        this.#isDue = false;
        return this.#quote(book);
      })
      .catch((error: unknown) => this.#log(`not quoted: ${error}`));
  }

  async #quote(book: DepthCache): Promise<void> {
    if (this.#isStopped || this.#account?.accountState().status !== 'live') return;
    if (book.status !== 'live' || book.mid === undefined) {
      if (this.#open.size > 0 || this.#isUncertain) await this.#cancelAll();
      return;
    }
    const middle = Number(book.mid);
    const hasMoved = Math.abs(middle / this.#quotedMiddle - 1) > this.#options.tolerance;
    if (this.#isUncertain || (hasMoved && this.#open.size > 0)) await this.#cancelAll();
    this.#quotedMiddle = middle;
    for (const side of ['BUY', 'SELL'] as const)
      if (!this.#open.has(side)) await this.#place(side, middle);
  }

  async #place(side: Side, middle: number): Promise<void> {
    const { symbol, quantity, distance } = this.#options;
    const price = middle * (side === 'BUY' ? 1 - distance : 1 + distance);
    const rules = await this.#client.rules.get(symbol);
    const wanted = { symbol, side, type: 'LIMIT_MAKER', quantity, price } as const;
    const { params, problems } = fitOrder(wanted, rules, {
      rounding: side === 'BUY' ? 'down' : 'up',
    });
    if (!params) return this.#log(problems.map(({ message }) => message).join('; '));
    this.#ended.clear();
    try {
      const { orderId } = await this.#client.createOrder(params);
      // The event of a fill may come before the answer to the order.
      if (!this.#ended.has(orderId))
        this.#open.set(side, { orderId, price: String(params.price) });
    } catch (error) {
      if (error instanceof BinanceOrderError) return this.#log(error.message);
      if (!(error instanceof BinanceUnknownOutcomeError)) throw error;
      this.#isUncertain = true;
      const resolved = await error.resolve();
      // `#cancelAll` leaves no order open, whatever the outcome of this order was. So the next update starts from a
      // known state.
      this.#log(`the outcome of an order was ${resolved.outcome}`);
      await this.#cancelAll();
    }
  }

  async #cancelAll(): Promise<void> {
    const { symbol } = this.#options;
    this.#open.clear();
    // If a request fails, the next update cancels the orders first.
    this.#isUncertain = true;
    try {
      await this.#client.cancelOpenOrders({ symbol });
    } catch (error) {
      // The exchange refuses with -2011 if no order is open.
      if (!(error instanceof BinanceApiError && error.code === -2011)) throw error;
    }
    this.#isUncertain = false;
  }

  #forget(orderId: number): void {
    this.#ended.add(orderId);
    for (const [side, order] of this.#open)
      if (order.orderId === orderId) this.#open.delete(side);
  }

  #log(message: string): void {
    this.#options.log?.(message);
  }
}
