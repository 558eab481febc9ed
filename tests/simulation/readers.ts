import { type BinanceSocketManager, depth, miniTicker, type StreamNotice, trade } from '@pkg/streams';
import type { Dice } from '../support/dice.js';
import { BookHistory } from './book-oracle.js';
import { SYMBOLS, type World } from './world.js';

type Rows = readonly (readonly [price: string, quantity: string])[];
type DepthChange = { readonly U: number; readonly u: number; readonly b: Rows; readonly a: Rows };

/**
 * `for await` loops that read streams. Some loops pause between events and have short event queues, so the queues
 * overflow.
 */
export class Readers {
  readonly #world: World;
  readonly #sockets: BinanceSocketManager;
  /** The names of the streams that are read. */
  readonly topics = new Set<string>();
  #isClosed = false;

  constructor(world: World, sockets: BinanceSocketManager) {
    this.#world = world;
    this.#sockets = sockets;
    const dice = world.dice('readers');
    if (dice.chance(0.3)) void this.#end('reader of trades', this.#readTrades(dice.pick(SYMBOLS), dice));
    if (dice.chance(0.3)) void this.#end('reader that stops', this.#readSome(dice.pick(SYMBOLS), dice));
    if (dice.chance(0.15)) void this.#end('reader of depth', this.#readDepth(dice.pick(SYMBOLS), dice));
  }

  /** Called when the client is closed. */
  close(): void {
    this.#isClosed = true;
  }

  /** Watches a loop. The loop must end without an error when the client is closed. */
  #end(name: string, loop: Promise<void>): Promise<void> {
    const { pending, fail } = this.#world;
    return pending.watch(name, loop).catch((error: unknown) => fail(`${name}: ${error}`));
  }

  async #readTrades(symbol: string, dice: Dice): Promise<void> {
    const { fail, trace, clock } = this.#world;
    const limit = dice.between(1, 6);
    /**
     * For each trade id, the number of trades that a second listener had received before this trade. The second
     * listener has no queue, so it receives every trade that reaches the client.
     */
    const delivered = new Map<number, number>();
    let count = 0;
    this.topics.add(trade(symbol));
    this.#sockets.subscribe(trade(symbol), ({ t }) => delivered.set(t, count++)).catch(() => undefined);
    let last: number | undefined;
    /**
     * How many trades the second listener had received when the last gap was reported; undefined after the loop has
     * read beyond this gap.
     */
    let gapAt: number | undefined = 0;
    /**
     * How many trades the second listener had received at the end of the loop's last pause; 0 if the loop did not pause
     * after the previous trade.
     */
    let arrived = 0;
    let dropped = 0;
    const notice = (notice: StreamNotice): void => {
      trace.add('stream', `reader of ${symbol}: ${notice.type}${notice.type === 'lagged' ? ` ${notice.count}` : ''}`);
      if (notice.type === 'lagged') dropped += notice.count;
      else gapAt = count;
    };
    for await (const { t } of this.#sockets.stream(trade(symbol), { limit, notice })) {
      const missing = last === undefined ? 0 : t - last - 1;
      if (gapAt === undefined && missing > dropped)
        fail(`reader of ${symbol}: trade ${t} after ${last}, with ${dropped} dropped`);
      const queued = arrived - (delivered.get(t) ?? arrived);
      if (queued > limit) fail(`reader of ${symbol}: ${queued} trades were queued, above ${limit}`);
      last = t;
      dropped = 0;
      // A gap is reported before the queued events are read. So the loop has passed the gap only when it reads a trade
      // that the second listener received after the report.
      if (gapAt !== undefined && (delivered.get(t) ?? 0) >= gapAt) gapAt = undefined;
      for (const old of delivered.keys()) {
        if (old >= t) break;
        delivered.delete(old);
      }
      arrived = 0;
      if (!dice.chance(0.3)) continue;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, dice.below(8_000)));
      arrived = count;
    }
  }

  /** Reads some events of a stream, ends the loop, and begins another one later. */
  async #readSome(symbol: string, dice: Dice): Promise<void> {
    const topic = miniTicker(symbol);
    for (let loops = dice.between(1, 6); loops > 0 && !this.#isClosed; loops--) {
      let left = dice.between(1, 4);
      this.topics.add(topic);
      try {
        for await (const _ of this.#sockets.stream(topic)) if (--left === 0) break;
      } catch (error) {
        // The client could not load its code for `for await` loops, because the run lets some calls of `import()` fail.
        if (!/could not be loaded/.test(String(error))) throw error;
      }
      this.topics.delete(topic);
      await new Promise<void>((resolve) => this.#world.clock.setTimeout(resolve, dice.below(10_000)));
    }
  }

  async #readDepth(symbol: string, dice: Dice): Promise<void> {
    const { exchange, clock, fail } = this.#world;
    const history = new BookHistory(exchange, symbol, () => 0);
    const truth = new LevelMap();
    const own = new LevelMap();
    let at = 0;
    let last: number | undefined;
    this.topics.add(depth(symbol));
    for await (const change of this.#sockets.stream(depth(symbol), { limit: 4 })) {
      const { U, u, b, a } = change as DepthChange;
      if (last !== undefined && u <= last) continue;
      const moveTo = (id: number): void => {
        for (let next = history.change(at); next && next.updateId <= id; next = history.change(++at)) {
          truth.set(next.isBid, next.price, next.quantity);
        }
      };
      if (last === undefined || U > last + 1) {
        moveTo(U - 1);
        own.copy(truth);
      }
      for (const [isBid, rows] of [
        [true, b],
        [false, a],
      ] as const) {
        for (const [price, quantity] of rows) own.set(isBid, amount(price), amount(quantity));
      }
      moveTo(u);
      if (own.text !== truth.text) fail(`reader of the depth of ${symbol}: differs from the exchange at ${u}`);
      last = u;
      history.forget(at);
      if (dice.chance(0.3)) await new Promise<void>((resolve) => clock.setTimeout(resolve, dice.below(3_000)));
    }
  }
}

/** The levels of a book, in any order. */
class LevelMap {
  #levels = new Map<string, bigint>();

  set(isBid: boolean, price: bigint, quantity: bigint): void {
    const key = `${isBid ? 'bid' : 'ask'} ${price}`;
    if (quantity === 0n) this.#levels.delete(key);
    else this.#levels.set(key, quantity);
  }

  copy(other: LevelMap): void {
    this.#levels = new Map(other.#levels);
  }

  get text(): string {
    return [...this.#levels]
      .map(([key, quantity]) => `${key} ${quantity}`)
      .sort()
      .join();
  }
}

/** Converts a decimal amount to a whole number of units of 10^-8. */
function amount(text: string): bigint {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(8, '0')}`);
}
