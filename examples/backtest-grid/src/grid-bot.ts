import { BinanceUnknownOutcomeError, iterateAllOrders, type SpotClient } from '@pkg/core';
import type { BinanceSocketManager, UserData } from '@pkg/streams';

export type GridOptions = {
  readonly symbol: string;
  /** The prices of the grid, lowest first. The range between two neighbouring prices is a cell. */
  readonly lines: readonly string[];
  /** Quantity of each order, in the base asset. */
  readonly quantity: string;
  readonly log?: (message: string) => void;
};

/** Returns `count` prices in equal steps, beginning with the lowest one. */
export function gridLines(
  lowest: number,
  step: number,
  count: number,
  decimals = 2,
): string[] {
  return Array.from({ length: count }, (_, index) =>
    (lowest + index * step).toFixed(decimals),
  );
}

type Order = Awaited<ReturnType<SpotClient['getAllOrders']>>[number];

/**
 * Buys at the lower price of each cell and then sells at its upper price, again and again. If the lower price of a cell
 * is above the market price, the first order buys at once.
 *
 * The bot keeps no state in memory. The client order ids of its orders contain the numbers of their cells, so it can
 * continue with the orders that it finds, even after it was killed. Its account needs a little of the base asset to pay
 * commissions.
 */
export class GridBot {
  readonly #client: SpotClient;
  readonly #sockets: BinanceSocketManager;
  readonly #options: GridOptions;
  #account: UserData | undefined;
  #working: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(client: SpotClient, sockets: BinanceSocketManager, options: GridOptions) {
    this.#client = client;
    this.#sockets = sockets;
    this.#options = options;
  }

  /** Starts to trade. Resolves when each cell has an order. */
  async start(): Promise<void> {
    const { symbol } = this.#options;
    this.#account = await this.#sockets.userData({ symbols: [symbol] });
    await this.#account.subscribe((event) => {
      if (event.e === 'executionReport' && event.s === symbol && event.X === 'FILLED')
        this.#update();
    });
    await this.#account.ready();
    this.#update();
    await this.#working;
  }

  /** Stops trading. Resolves when the bot has sent its last request. Its open orders stay open. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#working;
    await this.#account?.close();
  }

  /** Places the missing orders. Updates run one after another: a new update waits for the one in progress. */
  #update(): void {
    this.#working = this.#working
      .then(() => this.#placeMissing())
      .catch((error: unknown) => this.#options.log?.(`not updated: ${error}`));
  }

  async #placeMissing(): Promise<void> {
    if (this.#isStopped) return;
    const { symbol, lines } = this.#options;
    const orders: Order[] = [];
    for await (const order of iterateAllOrders(this.#client, { symbol })) orders.push(order);
    for (let cell = 0; cell < lines.length - 1; cell += 1) {
      const own = orders.filter(({ clientOrderId }) =>
        clientOrderId.startsWith(`grid-${cell}-`),
      );
      if (!own.some(isOpen)) await this.#place(cell, own);
    }
  }

  async #place(cell: number, earlier: readonly Order[]): Promise<void> {
    const { symbol, lines, quantity } = this.#options;
    const last = earlier.findLast(({ status }) => status === 'FILLED');
    const side = last?.side === 'BUY' ? 'SELL' : 'BUY';
    const price = (side === 'BUY' ? lines[cell] : lines[cell + 1]) as string;
    const newClientOrderId = `grid-${cell}-${earlier.length}`;
    const order = {
      symbol,
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity,
      price,
      newClientOrderId,
    } as const;
    try {
      await this.#client.createOrder(order);
    } catch (error) {
      if (!(error instanceof BinanceUnknownOutcomeError)) throw error;
      // The next update follows when the outcome is known. If the order was executed, that update finds it, so the result
      // of the query is not needed.
      this.#update();
      await error.resolve();
    }
  }
}

const isOpen = ({ status }: Order): boolean =>
  status === 'NEW' || status === 'PARTIALLY_FILLED';
