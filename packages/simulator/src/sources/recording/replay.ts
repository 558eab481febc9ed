import type { Clock, Timer } from '@pkg/core';
import type { Channel, Subscriber } from '../../streams/stream-channel.js';
import type { StreamSource } from '../../streams/stream-hub.js';
import { settle } from '../../time/settle.js';
import { isDiffDepth, type RecordedLine, type RecordedSnapshot, type Recording } from './recording.js';
import { ReplayedBook } from './replayed-book.js';

/** Options of {@link Replay}. */
export type ReplayOptions = {
  /**
   * Speed relative to the recording: 2 is twice as fast, in the exchange's time. With `max`, lines are sent as fast as
   * subscribers read them. @default 1
   */
  readonly speed?: number | 'max' | undefined;
  /**
   * Whether the replay starts again after its end. The update ids then start again too, so the order books of
   * subscribers would be wrong. All subscribers are therefore disconnected. @default false
   */
  readonly loop?: boolean | undefined;
};

/** With `max` speed, the replay waits while a subscriber has more unread bytes than this. */
const HIGH_WATER = 256 * 1024;
/** With `max` speed, how many lines are sent before other code may run. */
const BATCH = 32;
/** With `max` speed, how many ms the replay waits for a client to request the snapshot. */
const SNAPSHOT_TIMEOUT = 2000;
/** With `max` speed, how many rounds of the event loop the replay waits for a client to receive the snapshot. */
const SNAPSHOT_ROUNDS = 64;

/**
 * Serves a recording as the streams and the depth snapshot of its symbol.
 *
 * The replay starts when a stream of the symbol gets a subscriber. With `max` speed, the replay pauses while the symbol
 * has no subscribers. It also pauses at the point where the snapshot was recorded, so that a client has time to request
 * and receive the snapshot. A client that buffers the events until it has the snapshot misses no event. `@depth` has
 * the same events as `@depth@100ms`.
 */
export class Replay implements StreamSource {
  /** Symbol of the replayed market. */
  readonly symbol: string;
  readonly #recording: Recording;
  readonly #clock: Clock;
  readonly #speed: number | 'max';
  readonly #loop: boolean;
  readonly #channels: Map<string, Channel> = new Map();
  #book: ReplayedBook | undefined;
  #position = 0;
  #snapshotAsked = false;
  #running = false;
  #closed = false;
  #wake: (() => void) | undefined;
  #timer: Timer;
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;

  constructor(recording: Recording, clock: Clock, options: ReplayOptions = {}) {
    this.symbol = recording.symbol;
    this.#recording = recording;
    this.#clock = clock;
    const { speed = 1 } = options;
    if (speed !== 'max' && !(speed > 0))
      throw new RangeError(`speed: expected 'max' or a number above 0, got ${speed}`);
    this.#speed = speed;
    this.#loop = options.loop ?? false;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Resolves when the last line was sent, or when the replay was closed. With `loop`, it resolves only then. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Number of lines that were sent so far. */
  get position(): number {
    return this.#position;
  }

  /**
   * Starts to send a stream of the symbol to `channel`, which passes it to the subscribers. If `channel` is undefined,
   * the stream is no longer sent.
   */
  attach(name: string, channel: Channel | undefined): void {
    if (channel) this.#channels.set(name, channel);
    else this.#channels.delete(name);
    if (channel && !this.#running && !this.#closed) {
      this.#running = true;
      void this.#run();
    }
    this.#wake?.();
  }

  /**
   * Returns the recorded depth snapshot until the replay reaches the point at which the snapshot was recorded. After
   * this point, returns a snapshot of the replayed book.
   */
  snapshot(limit: number): RecordedSnapshot {
    this.#snapshotAsked = true;
    this.#wake?.();
    const { lastUpdateId, bids, asks } = this.#book?.snapshot() ?? this.#recording.snapshot;
    return { lastUpdateId, bids: bids.slice(0, limit), asks: asks.slice(0, limit) };
  }

  /** Ends the replay. The streams of the symbol send nothing more. */
  close(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#wake?.();
    this.#end();
  }

  async #run(): Promise<void> {
    // A client may subscribe to several streams at once. The replay waits until all its subscriptions are made.
    await settle();
    do {
      await (this.#speed === 'max' ? this.#runAtMaxSpeed() : this.#runAtSpeed(this.#speed));
      if (!this.#loop) break;
      this.#rewind();
      await this.#waitUntil(() => this.#channels.size > 0);
    } while (!this.#closed);
    this.#end();
  }

  async #runAtMaxSpeed(): Promise<void> {
    const { lines } = this.#recording;
    while (this.#position < lines.length && !this.#closed) {
      const line = lines[this.#position] as RecordedLine;
      await this.#waitUntil(() => this.#channels.size > 0);
      if (line.stream === undefined && this.#followsDepth()) {
        await this.#waitUntil(() => this.#snapshotAsked, SNAPSHOT_TIMEOUT);
        for (let round = 0; round < SNAPSHOT_ROUNDS; round++) await settle();
      }
      while (!this.#closed && this.#subscribers().some(({ bufferedAmount }) => bufferedAmount > HIGH_WATER))
        await settle();
      this.#send(line);
      if (this.#position % BATCH === 0) await settle();
    }
  }

  async #runAtSpeed(speed: number): Promise<void> {
    const { lines } = this.#recording;
    const began = this.#clock.monotonic();
    const first = (lines[0] as RecordedLine).time;
    while (this.#position < lines.length && !this.#closed) {
      const line = lines[this.#position] as RecordedLine;
      const wait = began + (line.time - first) / speed - this.#clock.monotonic();
      if (wait > 0) await this.#pause(wait);
      else this.#send(line);
    }
  }

  #send(line: RecordedLine): void {
    this.#position += 1;
    if (line.stream === undefined) {
      this.#book = new ReplayedBook(this.#recording.snapshot);
      return;
    }
    if (isDiffDepth(line.stream)) this.#book?.apply(JSON.parse(line.text));
    this.#channels.get(line.stream)?.publish(() => line.text);
    if (line.stream.endsWith('@depth@100ms')) this.#channels.get(line.stream.slice(0, -6))?.publish(() => line.text);
  }

  #rewind(): void {
    for (const subscriber of new Set(this.#subscribers())) subscriber.close(1001, 'The replay starts again');
    this.#position = 0;
    this.#book = undefined;
    this.#snapshotAsked = false;
  }

  #subscribers(): Subscriber[] {
    return [...this.#channels.values()].flatMap(({ subscribers }) => [...subscribers]);
  }

  #followsDepth(): boolean {
    return [...this.#channels.keys()].some((name) => isDiffDepth(name));
  }

  /**
   * Waits until `test` returns true, for at most `ms`. `test` is called again when a client subscribes or requests the
   * snapshot.
   */
  async #waitUntil(test: () => boolean, ms?: number): Promise<void> {
    let timedOut = false;
    while (!test() && !timedOut && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms === undefined) return;
        this.#timer = this.#clock.setTimeout(() => {
          timedOut = true;
          resolve();
        }, ms);
      });
      this.#clock.clearTimeout(this.#timer);
      this.#wake = undefined;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#clock.setTimeout(resolve, ms);
    });
  }
}
