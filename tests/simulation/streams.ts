import type { FaultKind } from '@pkg/simulator';
import {
  type AggTradeEvent,
  aggTrade,
  type BinanceSocketManager,
  type BookTickerEvent,
  bookTicker,
  depth,
  type KlineEvent,
  kline,
  type Stop,
  type StreamNotice,
  type Topic,
  type TradeEvent,
  trade,
} from '@pkg/streams';
import { MarketRecord } from './market-record.js';
import { isOn } from './profile.js';
import { LATEST, SYMBOLS, type World } from './world.js';

// These faults lose events although the connection is alive. The client detects missing trades. It does not detect
// missing depth events, because to detect them it would have to parse every frame.
const HOLES: readonly FaultKind[] = ['drop', 'truncate', 'stall', 'halfOpen', 'oversize'];
// These faults repeat events.
const REPEATS: readonly FaultKind[] = ['duplicate'];

/** The ids that an event covers: the first and the last one. */
type Ids = readonly [first: number, last: number];

type Kind = {
  readonly topic: (symbol: string) => Topic<unknown>;
  readonly idsOf: (event: never) => Ids;
  /** Whether no id may be missing after the id `last`: the first id of the next event must then be `last + 1`. */
  readonly isDense: (last: number) => boolean;
  /** Whether the ids are times. */
  readonly hasTimes?: boolean;
  /** Whether the client reports missing ids even if the connection was not lost. */
  readonly detectsHoles: boolean;
  /** Returns how an event differs from what happened at the exchange. */
  readonly differenceOf: (record: MarketRecord, event: never) => string | undefined;
};

const kinds: Readonly<Record<'trade' | 'aggTrade' | 'depth' | 'bookTicker' | 'candle', Kind>> = {
  trade: {
    ...{ topic: trade, isDense: () => true, detectsHoles: true },
    idsOf: ({ t }: TradeEvent) => [t, t],
    differenceOf: (record, event: TradeEvent) => record.differenceOfTrade(event, event.t, event.t),
  },
  aggTrade: {
    ...{ topic: aggTrade, isDense: () => true, detectsHoles: true },
    idsOf: ({ a }: AggTradeEvent) => [a, a],
    differenceOf: (record, event: AggTradeEvent) => record.differenceOfTrade(event, event.f, event.l),
  },
  // The content of depth events is not compared here. The simulation compares the order books that the client builds
  // from such events with the exchange's books.
  depth: {
    ...{ topic: depth, isDense: () => true, detectsHoles: false },
    idsOf: ({ U, u }: { U: number; u: number }) => [U, u],
    differenceOf: () => undefined,
  },
  bookTicker: {
    ...{ topic: bookTicker, isDense: () => false, detectsHoles: false },
    idsOf: ({ u }: BookTickerEvent) => [u, u],
    differenceOf: (record, event: BookTickerEvent) => record.differenceOfTicker(event.s, event.u, event),
  },
  // When a candle has closed, the exchange sends two events with the same time: first the closed candle, then the next
  // one. Events of candles have no ids, so the test makes them: twice the time, plus one if the candle is not closed.
  candle: {
    ...{
      topic: (symbol) => kline(symbol, '1s'),
      isDense: (last) => last % 2 === 0,
      detectsHoles: false,
      hasTimes: true,
    },
    idsOf: ({ E, k }: KlineEvent) => [2 * E + (k.x ? 0 : 1), 2 * E + (k.x ? 0 : 1)],
    differenceOf: () => undefined,
  },
};

type Listener = {
  readonly name: string;
  readonly symbol: string;
  readonly kind: keyof typeof kinds;
  last: number | undefined;
  gap: boolean;
  /**
   * The id of the exchange's newest trade when the subscription was confirmed. Set only if the test expects the
   * connection to stay open, so that the listener must receive every later trade.
   */
  from: number | undefined;
  stop: Stop | undefined;
  isStopped: boolean;
};

const INTERVALS = ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h'] as const;

/** Subscribes to streams and unsubscribes from them at random, and checks the ids of their events. */
export class Streams {
  readonly #world: World;
  readonly #sockets: BinanceSocketManager;
  #listeners: Listener[] = [];
  #count = 0;
  /** The id of the exchange's newest trade, by symbol. */
  readonly #newest = new Map<string, number>();
  readonly #record: MarketRecord;
  #hasHit: (kinds: readonly FaultKind[]) => boolean = () => false;
  #isClosed = false;
  #ignoresTimes = false;
  /** The names of the subscriptions and unsubscriptions of the run. */
  readonly actions: string[] = [];
  events = 0;
  /** How many gaps were reported to the listeners. */
  gaps = 0;

  constructor(world: World, sockets: BinanceSocketManager) {
    this.#world = world;
    this.#sockets = sockets;
    this.#record = new MarketRecord(world.exchange);
    world.exchange.engine.on((event) => {
      if (event.type === 'TRADE') this.#newest.set(event.trade.symbol, event.trade.id);
    });
    for (const symbol of SYMBOLS) this.#subscribe(symbol, 'trade');
  }

  /**
   * Subscribes to streams and unsubscribes from them at random times for `ms`.
   *
   * @param hasHit returns whether a fault of one of these kinds has affected a market stream
   */
  start(ms: number, hasHit: (kinds: readonly FaultKind[]) => boolean): void {
    const { clock, profile } = this.#world;
    this.#hasHit = hasHit;
    const dice = this.#world.dice('streams');
    for (let at = dice.below(4_000), count = 1; at < ms; at += dice.below(8_000), count++) {
      const name = `stream ${count}`;
      const drawn = this.#world.dice(name);
      if (!isOn(profile, name)) continue;
      this.actions.push(name);
      clock.setTimeout(() => {
        if (this.#isClosed) return;
        const action = drawn.next();
        const symbol = drawn.pick(SYMBOLS);
        if (action < 0.4)
          this.#subscribe(symbol, drawn.pick(['trade', 'trade', 'aggTrade', 'depth', 'bookTicker', 'candle']));
        else if (action < 0.5) this.giveUp(symbol, drawn.below(500));
        else if (action < 0.55) this.#burst(symbol, drawn.between(4, 10), drawn.between(1, 40));
        else this.#unsubscribe(drawn.below(100));
      }, at);
    }
  }

  /** Called when the client is closed. No event may arrive after that. */
  close(): void {
    this.#isClosed = true;
    for (const listener of this.#listeners) listener.isStopped = true;
  }

  /**
   * Must be called when a test sets the clock of the exchange. Later events may then have earlier times than the events
   * before.
   */
  ignoreTimes(): void {
    this.#ignoresTimes = true;
  }

  /** The names of the streams that should be subscribed. */
  /** How many listeners are subscribed. */
  get listening(): number {
    return this.#listeners.filter(({ isStopped }) => !isStopped).length;
  }

  get wanted(): Set<string> {
    const open = this.#listeners.filter(({ isStopped }) => !isStopped);
    return new Set(open.map(({ kind, symbol }) => kinds[kind].topic(symbol)));
  }

  /** Drops recorded data that the next cycle of the simulation (disturbances, then a quiet phase) does not need. */
  forget(): void {
    this.#listeners = this.#listeners.filter(({ isStopped }) => !isStopped);
    this.#record.forget();
    this.actions.length = 0;
  }

  #unsubscribe(index: number): void {
    const open = this.#listeners.filter(({ stop, isStopped }) => stop && !isStopped);
    const listener = open[index % open.length];
    if (!listener || open.length < 2) return;
    listener.isStopped = true;
    const { pending, fail, trace } = this.#world;
    trace.add('stream', `${listener.name}: stops`);
    pending
      .watch(`stop of ${listener.name}`, (listener.stop as Stop)())
      .catch((error: unknown) => fail(`unsubscribing failed: ${error}`));
  }

  /** Subscribes to a stream and aborts the subscription after `ms`, whether or not it is confirmed by then. */
  giveUp(symbol: string, ms: number, topic: Topic<unknown> = trade(symbol)): void {
    const { clock, pending, fail, trace } = this.#world;
    const controller = new AbortController();
    const reason = new Error('the caller gave up');
    trace.add('stream', `a subscription of ${symbol} is given up after ${ms} ms`);
    clock.setTimeout(() => controller.abort(reason), ms);
    const event = (): void => {
      if (controller.signal.aborted) fail(`an aborted subscription of ${symbol} got an event`);
    };
    pending
      .watch('an aborted subscription', this.#sockets.subscribe(topic, event, { signal: controller.signal }))
      .catch((error: unknown) => {
        if (error !== reason && !this.#isClosed) fail(`an aborted subscription failed: ${error}`);
      });
  }

  /**
   * Subscribes to `count` streams, one every `gap` ms, and unsubscribes from each stream as soon as the stream is
   * confirmed.
   */
  #burst(symbol: string, count: number, gap: number): void {
    const { clock, trace, fail } = this.#world;
    trace.add('stream', `subscribes ${count} streams, one each ${gap} ms`);
    for (let index = 0; index < count; index++) {
      clock.setTimeout(() => {
        if (this.#isClosed) return;
        const topic = kline(symbol, INTERVALS[index % INTERVALS.length] as (typeof INTERVALS)[number]);
        this.#sockets
          .subscribe(topic, () => undefined)
          .then(
            (stop) => void stop(),
            (error: unknown) => {
              if (!this.#isClosed) fail(`${topic}: ${error}`);
            },
          );
      }, index * gap);
    }
  }

  /**
   * Unsubscribes from the trades of a symbol, and subscribes again: at once or after `pause` ms. The caller must not cut
   * the connection soon after, because every trade after the confirmation must be received.
   */
  resubscribe(symbol: string, pause?: number): void {
    const { pending, fail, clock } = this.#world;
    for (const listener of this.#listeners) {
      if (listener.kind !== 'trade' || listener.symbol !== symbol || !listener.stop || listener.isStopped) continue;
      listener.isStopped = true;
      pending
        .watch(`stop of ${listener.name}`, listener.stop())
        .catch((error: unknown) => fail(`unsubscribing failed: ${error}`));
    }
    const again = (): void => this.#subscribe(symbol, 'trade', true);
    if (pause === undefined) again();
    else clock.setTimeout(again, pause);
  }

  #subscribe(symbol: string, kind: Listener['kind'], isUnbroken = false): void {
    const { fail, trace, pending, clock } = this.#world;
    const { topic, idsOf, isDense, detectsHoles, hasTimes, differenceOf } = kinds[kind];
    const name = `listener ${++this.#count} of ${topic(symbol)}`;
    const listener: Listener = {
      ...{ name, symbol, kind, last: undefined, gap: false, from: undefined, stop: undefined, isStopped: false },
    };
    this.#listeners.push(listener);
    trace.add('stream', `${name}: subscribes`);
    const notice = (notice: StreamNotice): void => {
      trace.add('stream', `${name}: ${notice.type}${notice.type === 'gap' ? `: ${notice.reason}` : ''}`);
      listener.gap = true;
      // The ids of candles are made from times. If the exchange's clock is set back during a renewal, these ids become
      // lower, and the client reports a gap although no event is missing. Such a gap is not counted.
      if (notice.type === 'gap' && !(hasTimes && this.#ignoresTimes)) this.gaps++;
      // If the new socket of a renewed connection lags more than 5 s behind the old socket, its ids are lower. The
      // client then assumes that the exchange has restarted its ids, and reports a gap.
      if (notice.type === 'gap' && notice.reason === 'ids started anew') {
        listener.last = undefined;
        this.#world.trouble.hasNewIds = true;
      }
    };
    const event = (received: unknown): unknown => {
      const [first, id] = idsOf(received as never);
      const last = hasTimes && this.#ignoresTimes ? undefined : listener.last;
      this.events++;
      if (listener.isStopped) fail(`${name}: event ${id} after its end`);
      const isRepeated = last !== undefined && first <= last && this.#hasHit(REPEATS);
      // During a renewal, the client has an old and a new socket. If one of them loses the event of a closed candle,
      // this event arrives over the other socket, perhaps after the event of the next candle.
      const isLate = kind === 'candle' && first % 2 === 0 && last === first + 1 && this.#hasHit(HOLES);
      if (last !== undefined && first <= last && !isRepeated && !isLate) fail(`${name}: event ${first} after ${last}`);
      const isHole = last !== undefined && isDense(last) && first > last + 1 && !listener.gap;
      if (isHole && (detectsHoles || !(this.#world.trouble.losesEvents || this.#hasHit(HOLES))))
        fail(`${name}: event ${first} after ${last}, without a gap`);
      if (last === undefined && listener.from !== undefined && first > listener.from + 1)
        fail(`${name}: begins with event ${first}, but was confirmed after ${listener.from}`);
      const late = kind === 'trade' ? clock.now() - (received as TradeEvent).T : 0;
      if (this.#world.isPunctual && late > LATEST) fail(`${name}: event ${id} is ${late} ms late`);
      const difference = differenceOf(this.#record, received as never);
      if (difference) fail(`${name}: event ${id} ${difference}`);
      listener.last = Math.max(id, isRepeated || isLate ? (last ?? 0) : 0);
      listener.gap = false;
      return this.#world.listenerFailure();
    };
    pending.watch(name, this.#sockets.subscribe(topic(symbol), event, { notice })).then(
      (stop) => {
        listener.stop = stop;
        if (isUnbroken) listener.from = this.#newest.get(symbol);
      },
      (error: unknown) => {
        if (!this.#isClosed) fail(`${name}: ${error}`);
      },
    );
  }

  /**
   * Returns the listeners that are not confirmed or have not received the newest trade of their symbol. The list must
   * be empty when the disturbances have ended and the market has stopped.
   */
  problems(): string[] {
    const problems: string[] = [];
    for (const { name, symbol, kind, last, isStopped, stop, gap } of this.#listeners) {
      const newest = this.#newest.get(symbol);
      if (!stop) problems.push(`${name}: not confirmed`);
      else if (kind === 'trade' && !isStopped && last !== newest)
        problems.push(`${name}: ends at ${last}, not at ${newest}${gap ? ', after a gap' : ''}`);
    }
    return problems;
  }
}
