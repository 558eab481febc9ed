import type { FaultKind } from '@pkg/simulator';
import { type BinanceSocketManager, type Stop, type StreamNotice, trade } from '@pkg/streams';
import { SYMBOLS, type World } from './world.js';

// With these faults, events are missing or repeated on a live connection. The client does not detect that, because it
// would have to parse every frame.
const HOLES: readonly FaultKind[] = ['drop', 'truncate', 'stall', 'halfOpen'];
const REPEATS: readonly FaultKind[] = ['duplicate'];

type Listener = {
  readonly symbol: string;
  last: number | undefined;
  gap: boolean;
  stop: Stop | undefined;
  isStopped: boolean;
};

/** Subscriptions to trades that start and end at random. Their events are compared with the trades of the exchange. */
export class Streams {
  readonly #world: World;
  readonly #sockets: BinanceSocketManager;
  readonly #listeners: Listener[] = [];
  readonly #newest = new Map<string, number>();
  #hasHit: (kinds: readonly FaultKind[]) => boolean = () => false;
  events = 0;

  constructor(world: World, sockets: BinanceSocketManager) {
    this.#world = world;
    this.#sockets = sockets;
    world.exchange.engine.on((event) => {
      if (event.type === 'TRADE') this.#newest.set(event.trade.symbol, event.trade.id);
    });
    for (const symbol of SYMBOLS) this.#subscribe(symbol);
  }

  /**
   * Subscribes and unsubscribes at random times for `ms`.
   *
   * @param hasHit whether a fault of these kinds has applied
   */
  start(ms: number, hasHit: (kinds: readonly FaultKind[]) => boolean): void {
    const { clock } = this.#world;
    this.#hasHit = hasHit;
    const dice = this.#world.dice('streams');
    for (let at = dice.below(4_000); at < ms; at += dice.below(8_000)) {
      const isNew = dice.chance(0.5);
      const [symbol, index] = [dice.pick(SYMBOLS), dice.below(100)];
      clock.setTimeout(() => {
        if (isNew) return this.#subscribe(symbol);
        const open = this.#listeners.filter(({ stop, isStopped }) => stop && !isStopped);
        const listener = open[index % open.length];
        if (!listener || open.length < 2) return;
        listener.isStopped = true;
        listener.stop?.().catch((error: unknown) => this.#world.fail(`unsubscribing failed: ${error}`));
      }, at);
    }
  }

  #subscribe(symbol: string): void {
    const { fail, trace } = this.#world;
    const listener: Listener = { symbol, last: undefined, gap: false, stop: undefined, isStopped: false };
    this.#listeners.push(listener);
    const name = `listener ${this.#listeners.length} of ${symbol}`;
    const notice = (notice: StreamNotice): void => {
      trace.add(`${name}: ${notice.type}${notice.type === 'gap' ? `: ${notice.reason}` : ''}`);
      listener.gap = true;
      // If the new socket of a renewal is more than 5 s behind, the client takes its ids for those of another exchange.
      if (notice.type === 'gap' && notice.reason === 'ids started anew') listener.last = undefined;
    };
    const event = ({ t }: { readonly t: number }): void => {
      const { last } = listener;
      this.events++;
      if (listener.isStopped) fail(`${name}: trade ${t} after its end`);
      const isRepeated = t === last && this.#hasHit(REPEATS);
      if (last !== undefined && t <= last && !isRepeated) fail(`${name}: trade ${t} after ${last}`);
      const isHole = last !== undefined && t > last + 1 && !listener.gap;
      if (isHole && !this.#hasHit(HOLES)) fail(`${name}: trade ${t} after ${last}, without a gap`);
      listener.last = t;
      listener.gap = false;
    };
    this.#sockets.subscribe(trade(symbol), event, { notice }).then(
      (stop) => {
        listener.stop = stop;
      },
      (error: unknown) => fail(`${name}: ${error}`),
    );
  }

  /** Checks that every listener has received the newest trade of its symbol. */
  checkEnd(): void {
    for (const [index, { symbol, last, isStopped, stop, gap }] of this.#listeners.entries()) {
      const newest = this.#newest.get(symbol);
      const name = `listener ${index + 1} of ${symbol}`;
      if (!stop) this.#world.fail(`${name}: not confirmed after the quiet phase`);
      else if (!isStopped && last !== newest)
        this.#world.fail(`${name}: ends at ${last}, not at ${newest}${gap ? ', after a gap' : ''}`);
    }
  }
}
