import { BinanceSocketManager, type GapNotice, type Stop, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange, type FakeSocket, type Request } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';

const FIRST = Number(process.env.SEED ?? 1);
const LIVES = caseCount(50, Number(process.env.LIVES ?? 2_000));
const SYMBOLS = ['A', 'B', 'C'];
/** A stream that the exchange refuses. */
const BAD = 'bad@trade';
const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

/** What a listener received: an event, shown as its number, or a notice of a gap. */
type Seen = number | GapNotice;

/** A listener of a stream, and what the test knows about its subscription. */
class Listener {
  readonly symbol: string;
  readonly seen: Seen[] = [];
  /** The number of the first event that the exchange sent after it confirmed the subscription. */
  mustStartAt: number | undefined;
  isStopped = false;
  stop: Stop | undefined;
  /** Ends the subscription before it is confirmed. */
  readonly abort = new AbortController();

  constructor(symbol: string) {
    this.symbol = symbol;
  }
}

/**
 * A random run of a manager with many listeners. The events of each stream are numbered from 1. After its subscription
 * is confirmed, a listener must receive every number once and in order, except for numbers in a reported gap. Requests,
 * responses and events take time to arrive.
 */
class Life {
  readonly #dice: Dice;
  readonly #name: string;
  readonly #clock = new ManualClock();
  readonly #exchange: FakeExchange;
  readonly #manager: BinanceSocketManager;
  readonly #listeners: Listener[] = [];
  /** When the exchange sent each event, by symbol. */
  readonly #sentAt: ReadonlyMap<string, number[]> = new Map(SYMBOLS.map((symbol) => [symbol, []]));
  /** Whether connections in this run are only renewed and never lost. */
  readonly #isCalm: boolean;
  readonly #errors: unknown[] = [];
  #isEnding = false;

  constructor(seed: number) {
    const dice = new Dice(seed);
    this.#dice = dice;
    this.#isCalm = seed % 3 === 0;
    this.#name = `seed ${seed}${this.#isCalm ? ', calm' : ''}`;
    const exchange = new FakeExchange(this.#clock, { showsPings: dice.chance(0.5) });
    this.#exchange = exchange;
    exchange.latency = dice.pick([1, 20, 150, 400]);
    exchange.onFrame = (socket, text) => {
      this.#clock.setTimeout(() => this.#answer(socket, JSON.parse(text) as Request), exchange.latency);
    };
    this.#manager = new BinanceSocketManager({
      ...{ environment: exchange.environment, clock: this.#clock, onError: (error) => void this.#errors.push(error) },
      random: { next: () => dice.next(), bytes: (length) => new Uint8Array(length) },
    });
  }

  async play(steps: number): Promise<void> {
    this.#subscribe('A');
    for (let step = 0; step < steps; step++) {
      this.#act();
      await this.#pass(this.#dice.between(1, 25));
    }
    this.#isEnding = true;
    this.#exchange.nextAttempt = 'accept';
    await this.#pass(1_200);
    await this.#clock.advance(2_000);
    for (const listener of this.#listeners) this.#check(listener);
    expect(
      this.#errors.filter((error) => !/are missing|^BinanceStreamError: bad@trade: /.test(String(error))),
      this.#name,
    ).toEqual([]);
    await this.#manager.close();
    // The exchange may be about to accept the new connection of a renewal. So the test waits until the exchange has
    // done this and the closed manager has closed the connection.
    await this.#clock.advance(this.#exchange.latency);
    expect([this.#clock.timers.size, this.#exchange.open.size], this.#name).toEqual([0, 0]);
  }

  #answer(socket: FakeSocket, { method, params = [], id }: Request): void {
    if (socket.readyState !== 1) return;
    if (method === 'SUBSCRIBE' && params.includes(BAD)) {
      return socket.reply({ error: { code: 2, msg: 'Invalid request' }, id });
    }
    for (const stream of params) {
      if (method === 'SUBSCRIBE') socket.streams.add(stream);
      else socket.streams.delete(stream);
    }
    socket.reply({ result: method === 'LIST_SUBSCRIPTIONS' ? [...socket.streams] : null, id });
  }

  /** Lets this many steps of 50 ms pass. In each step each stream sends at most one event. */
  async #pass(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      for (const symbol of SYMBOLS) {
        if (!this.#dice.chance(0.5)) continue;
        const times = this.#sentAt.get(symbol) as number[];
        times.push(this.#clock.now());
        const t = times.length;
        this.#exchange.emit(trade(symbol), { e: 'trade', E: t, s: symbol, t, p: '1', q: '1', T: t, m: true, M: true });
      }
      if (step % 300 === 0) for (const socket of this.#exchange.open) socket.ping();
      await this.#clock.advance(50);
    }
  }

  #act(): void {
    const { open } = this.#exchange;
    const dice = this.#dice;
    const alive = this.#listeners.filter(({ isStopped }) => !isStopped);
    const kind = dice.below(10);
    if (kind < 3) {
      if (dice.chance(0.2)) this.#manager.subscribe(BAD, () => undefined).catch(() => undefined);
      this.#subscribe(dice.pick(SYMBOLS));
    } else if (kind < 5 && alive.length > 0) {
      const listener = dice.pick(alive);
      this.#stop(listener);
      // Subscribes to the stream again at once, or while the unsubscription is under way.
      const again = (): void => this.#subscribe(listener.symbol);
      if (dice.chance(0.3)) again();
      else if (dice.chance(0.5)) this.#clock.setTimeout(again, dice.below(2 * this.#exchange.latency + 1));
    } else if (kind < 7) {
      for (const socket of open) socket.deliver(SHUTDOWN);
      // For a while, all connection attempts may fail, so that the connection cannot be renewed.
      const outcome = dice.pick(['accept', 'accept', 'refuse', 'hang'] as const);
      this.#exchange.nextAttempt = outcome;
      if (outcome !== 'accept') {
        this.#clock.setTimeout(() => {
          this.#exchange.nextAttempt = 'accept';
        }, dice.below(20_000));
      }
      // The new socket of a renewal is cut before it replaces the old one, which still carries all streams.
      if (dice.chance(0.3)) {
        const old = [...open];
        this.#clock.setTimeout(
          () => {
            const next = [...open].filter((socket) => !old.includes(socket));
            if (old.some((socket) => open.has(socket))) for (const socket of next) socket.cut();
          },
          2 * this.#exchange.latency + dice.below(500),
        );
      }
    } else if (!this.#isCalm) {
      const [first] = open;
      if (kind === 7) first?.cut();
      else if (kind === 8) this.#exchange.cutAll();
      else {
        // Begins a renewal, and cuts the old socket during it.
        first?.deliver(SHUTDOWN);
        this.#clock.setTimeout(() => first?.cut(), 2 * this.#exchange.latency + dice.below(3_000));
      }
    }
  }

  #subscribe(symbol: string): void {
    const listener = new Listener(symbol);
    this.#listeners.push(listener);
    const times = this.#sentAt.get(symbol) as number[];
    this.#manager
      .subscribe(
        trade(symbol),
        ({ t }) => {
          if (listener.isStopped) this.#fail(listener, `event ${t} after its end`);
          listener.seen.push(t);
          if (!this.#isEnding && this.#dice.chance(0.002)) this.#reenter(listener);
        },
        {
          notice: (notice) => notice.type === 'gap' && listener.seen.push(notice),
          signal: listener.abort.signal,
        },
      )
      .then(
        (stop) => {
          listener.stop = stop;
          listener.mustStartAt = times.length + 1;
          if (listener.isStopped) void stop();
        },
        (error: unknown) => {
          if (error !== listener.abort.signal.reason) this.#fail(listener, String(error));
        },
      );
  }

  #stop(listener: Listener): void {
    listener.isStopped = true;
    // Before the subscription is confirmed, the listener has no `stop` function.
    if (listener.stop) void listener.stop();
    else listener.abort.abort();
  }

  /** Changes subscriptions or cuts the connection while the listener handles an event. */
  #reenter(listener: Listener): void {
    const kind = this.#dice.below(this.#isCalm ? 3 : 4);
    if (kind === 0) this.#stop(listener);
    else if (kind === 1) this.#subscribe(this.#dice.pick(SYMBOLS));
    else if (kind === 2) {
      this.#stop(listener);
      this.#subscribe(listener.symbol);
    } else this.#exchange.cutAll();
  }

  #check(listener: Listener): void {
    const times = this.#sentAt.get(listener.symbol) as number[];
    const { latency } = this.#exchange;
    let last: number | undefined;
    let gap: GapNotice | undefined;
    for (const each of listener.seen) {
      if (typeof each === 'object') {
        if (this.#isCalm) this.#fail(listener, `a gap: ${each.reason}`);
        gap = gap ? { ...each, from: gap.from } : each;
        continue;
      }
      if (last !== undefined && each <= last) this.#fail(listener, `${each} after ${last}`);
      const expected = last === undefined ? listener.mustStartAt : last + 1;
      if (expected !== undefined && each > expected) {
        if (!gap) this.#fail(listener, `${each} instead of ${expected}, without a gap`);
        const [from, to] = [times[expected - 1] as number, times[each - 2] as number];
        const start = gap?.from ?? Number.NEGATIVE_INFINITY;
        // The missing events must lie within the reported gap. `from` is when the last event before the gap arrived. So
        // a missing event may have been sent up to one latency before `from`, but not after `to`.
        if (from < start - latency || to > (gap?.to ?? 0))
          this.#fail(listener, `${expected} to ${each - 1} are not in the gap`);
      }
      last = each;
      gap = undefined;
    }
    if (!listener.isStopped && last !== times.length) this.#fail(listener, `ends at ${last}, not at ${times.length}`);
  }

  #fail(listener: Listener, what: string): void {
    expect.unreachable(
      `${this.#name}, latency ${this.#exchange.latency}: listener ${this.#listeners.indexOf(listener)} of ${listener.symbol}: ${what}`,
    );
  }
}

describe('subscriptions compared with a model of their exchange', () => {
  it(`deliver every event once, in order, with true gaps, in ${LIVES} random runs`, async () => {
    for (let seed = FIRST; seed < FIRST + LIVES; seed++) await new Life(seed).play(40);
  }, 3_600_000);
});
