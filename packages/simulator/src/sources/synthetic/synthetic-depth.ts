import type { Clock, Timer } from '@pkg/core';
import type { Channel } from '../../streams/stream-channel.js';
import type { StreamSource } from '../../streams/stream-hub.js';

type Random = { next(): number };

/** Options of {@link SyntheticDepth}. */
export type SyntheticDepthOptions = {
  /** Number of levels on each side. @default 250 */
  readonly levels?: number | undefined;
  /** Number of levels that change in each event. @default 6 */
  readonly changes?: number | undefined;
  /** Time between two events of a book, in ms. @default 100 */
  readonly interval?: number | undefined;
};

type Book = { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] };

/**
 * Order books that change without orders or trades. They give thousands of symbols a depth event every 100 ms, which is
 * too much for a matching engine on one machine. Update ids are contiguous, and snapshots agree with the events. Only
 * the streams `@depth`, `@depth5`, `@depth10` and `@depth20` exist, with or without `@100ms`. All of them have the same
 * interval.
 */
export class SyntheticDepth {
  /** One order book for each symbol. Pass each of them to `exchange.feed`. */
  readonly books: readonly SyntheticBook[];
  readonly #clock: Clock;
  readonly #interval: number;
  #timer: Timer;

  /** @throws {RangeError} if `interval` is not above 0 */
  constructor(clock: Clock, random: Random, symbols: readonly string[], options: SyntheticDepthOptions = {}) {
    const { levels = 250, changes = 6, interval = 100 } = options;
    if (!(interval > 0)) throw new RangeError(`interval: expected a number of ms above 0, got ${interval}`);
    this.#clock = clock;
    this.#interval = interval;
    this.books = symbols.map((symbol) => new SyntheticBook(symbol, random, levels, changes));
  }

  /** Starts to change the books at regular intervals. */
  start(): void {
    this.stop();
    this.#timer = this.#clock.setTimeout(
      () => {
        const now = Math.floor(this.#clock.now());
        for (const book of this.books) book.update(now);
        this.start();
      },
      this.#interval - (this.#clock.now() % this.#interval),
    );
  }

  /** Stops the changes of the books. */
  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}

/** The synthetic order book of one symbol. */
export class SyntheticBook implements StreamSource {
  readonly symbol: string;
  readonly #random: Random;
  readonly #changes: number;
  readonly #channels: Map<string, Channel> = new Map();
  readonly #book: Book;

  constructor(symbol: string, random: Random, levels: number, changes: number) {
    this.symbol = symbol;
    this.#random = random;
    this.#changes = changes;
    const side = (price: (level: number) => number): [string, string][] =>
      Array.from({ length: levels }, (_, level) => [price(level).toFixed(8), this.#quantity()]);
    this.#book = {
      lastUpdateId: 1,
      bids: side((level) => 1 - level / 1e5),
      asks: side((level) => 1 + (level + 1) / 1e5),
    };
  }

  attach(name: string, channel: Channel | undefined): void {
    if (channel && /@depth(5|10|20)?(@100ms)?$/.test(name)) this.#channels.set(name, channel);
    else this.#channels.delete(name);
  }

  /** Changes some levels, mostly near the best prices, and publishes a depth event with them. */
  update(now: number): void {
    const first = this.#book.lastUpdateId + 1;
    const [bids, asks]: [string[], string[]] = [[], []];
    for (let change = 0; change < this.#changes; change++) {
      const isBid = this.#random.next() < 0.5;
      const side = isBid ? this.#book.bids : this.#book.asks;
      const level = side[Math.floor(this.#random.next() ** 3 * side.length)] as [string, string];
      level[1] = this.#quantity();
      (isBid ? bids : asks).push(`["${level[0]}","${level[1]}"]`);
    }
    this.#book.lastUpdateId += this.#changes;
    if (this.#channels.size === 0) return;
    const diff = `{"e":"depthUpdate","E":${now},"s":"${this.symbol}","U":${first},"u":${this.#book.lastUpdateId},"b":[${bids}],"a":[${asks}]}`;
    for (const [name, channel] of this.#channels) {
      const levels = Number(/@depth(\d+)/.exec(name)?.[1] ?? 0);
      channel.publish(() => (levels === 0 ? diff : JSON.stringify(this.snapshot(levels))));
    }
  }

  snapshot(limit: number): Book {
    const { lastUpdateId, bids, asks } = this.#book;
    const copy = (side: [string, string][]): [string, string][] => side.slice(0, limit).map(([p, q]) => [p, q]);
    return { lastUpdateId, bids: copy(bids), asks: copy(asks) };
  }

  #quantity(): string {
    return `${Math.ceil(this.#random.next() * 9999)}.00000000`;
  }
}
