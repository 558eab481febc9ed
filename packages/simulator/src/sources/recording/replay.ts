import type { Clock, Timer } from '@pkg/core';
import type { Channel, Subscriber } from '../../streams/channel.js';
import type { StreamSource } from '../../streams/stream-hub.js';
import { settle } from '../../time/settle.js';
import { isDiffDepth, type RecordedLine, type RecordedSnapshot, type Recording } from './recording.js';
import { ReplayedBook } from './replayed-book.js';

export type ReplayOptions = {
  /** Times the recorded pace, in the exchange's time; `max` is as fast as the listeners take it. @default 1 */
  readonly speed?: number | 'max' | undefined;
  /** Begins anew after the end; every listener is disconnected then, since the update ids start over. @default false */
  readonly loop?: boolean | undefined;
};

/** Bytes in flight to one listener beyond which `max` speed waits. */
const HIGH_WATER = 256 * 1024;
/** Lines sent at `max` speed before the event loop gets its turn. */
const BATCH = 32;
/** How long `max` speed waits for somebody to ask for the snapshot, ms. */
const SNAPSHOT_PATIENCE = 2000;
/** Turns of the event loop that `max` speed leaves the snapshot to arrive before what followed it when recorded. */
const SNAPSHOT_TURNS = 64;

/**
 * Serves a recorded session as its symbol's live streams, and the recorded snapshot as its `depth` answer.
 *
 * It begins when a stream of its symbol finds a listener. At `max` speed it stands still while nobody listens, and at
 * the place of the snapshot until somebody has asked for it and can have the answer, so that a client that buffers,
 * asks and then applies loses nothing, however fast it runs. `@depth` carries the same events as `@depth@100ms`.
 */
export class Replay implements StreamSource {
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
    if (speed !== 'max' && !(speed > 0)) throw new RangeError(`a recording cannot be played at speed ${speed}`);
    this.#speed = speed;
    this.#loop = options.loop ?? false;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Resolves when the last line has been sent; never while it loops. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Lines sent so far. */
  get position(): number {
    return this.#position;
  }

  attach(name: string, channel: Channel | undefined): void {
    if (channel) this.#channels.set(name, channel);
    else this.#channels.delete(name);
    if (channel && !this.#running && !this.#closed) {
      this.#running = true;
      void this.#run();
    }
    this.#wake?.();
  }

  /** The book as `GET depth` tells it: the recorded snapshot until the replay has passed it. */
  snapshot(limit: number): RecordedSnapshot {
    this.#snapshotAsked = true;
    this.#wake?.();
    const { lastUpdateId, bids, asks } = this.#book?.snapshot() ?? this.#recording.snapshot;
    return { lastUpdateId, bids: bids.slice(0, limit), asks: asks.slice(0, limit) };
  }

  close(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#wake?.();
  }

  async #run(): Promise<void> {
    // Let the rest of a batch of subscriptions arrive first.
    await settle();
    do {
      await (this.#speed === 'max' ? this.#runAsTaken() : this.#runInTime(this.#speed));
      if (!this.#loop) break;
      this.#rewind();
      await this.#until(() => this.#channels.size > 0);
    } while (!this.#closed);
    this.#end();
  }

  async #runAsTaken(): Promise<void> {
    const { lines } = this.#recording;
    while (this.#position < lines.length && !this.#closed) {
      const line = lines[this.#position] as RecordedLine;
      await this.#until(() => this.#channels.size > 0);
      if (line.stream === undefined && this.#followsDepth()) {
        await this.#until(() => this.#snapshotAsked, SNAPSHOT_PATIENCE);
        for (let turn = 0; turn < SNAPSHOT_TURNS; turn++) await settle();
      }
      while (!this.#closed && this.#listeners().some(({ bufferedAmount }) => bufferedAmount > HIGH_WATER))
        await settle();
      this.#send(line);
      if (this.#position % BATCH === 0) await settle();
    }
  }

  async #runInTime(speed: number): Promise<void> {
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
    for (const listener of new Set(this.#listeners())) listener.close(1001, 'The replay begins anew');
    this.#position = 0;
    this.#book = undefined;
    this.#snapshotAsked = false;
  }

  #listeners(): Subscriber[] {
    return [...this.#channels.values()].flatMap(({ subscribers }) => [...subscribers]);
  }

  #followsDepth(): boolean {
    return [...this.#channels.keys()].some((name) => isDiffDepth(name));
  }

  /** Waits for something that listeners bring about, at most `ms`. */
  async #until(test: () => boolean, ms?: number): Promise<void> {
    let late = false;
    while (!test() && !late && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms === undefined) return;
        this.#timer = this.#clock.setTimeout(() => {
          late = true;
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
