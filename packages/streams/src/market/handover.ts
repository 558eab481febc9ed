import type { Clock, Timer } from '@pkg/core';
import type { FrameClock } from '../connection/frame-clock.js';
import type { Frame } from '../scan/frame.js';
import type { MarketSession } from './market-session.js';
import { StreamMerge } from './stream-merge.js';
import type { StreamSubscription } from './stream-subscription.js';

/**
 * The shortest time for which both the old and the new socket carry each stream, in ms. Two servers of the exchange may
 * send the same event at different times. The overlap is longer than this difference.
 */
const OVERLAP = 2_000;
/** How often it is checked whether the old socket may be closed, in ms. */
const CHECK_EVERY = 500;
/**
 * The longest time that the handover waits until both sockets have sent the same event of a stream, in ms. The wait
 * for each stream begins when both sockets carry the stream.
 */
const MAX_OVERLAP = 10_000;
/**
 * The longest handover, in ms. Each stream that is subscribed during the handover begins its own overlap, so the
 * handover can take longer than {@link MAX_OVERLAP}.
 */
const MAX_HANDOVER = 60_000;
/**
 * How long the new socket may repeat events of the old socket after the old socket has ended, in ms. If an id is
 * repeated later, the exchange has started its ids anew.
 */
const CATCH_UP = 5_000;

/**
 * The handover of all streams of a connection from the old socket to the new one, when the connection is renewed. For
 * each stream, the frames of both sockets are merged until the new socket is ahead of the old one.
 *
 * When the new socket carries every stream, a request is sent over the old socket. When the response to this request
 * arrives, all events that only the old socket carries have arrived before it, so the old socket may be closed.
 */
export class Handover {
  readonly #clock: Clock;
  readonly #frameClock: FrameClock;
  readonly #merges: Map<string, StreamMerge> = new Map();
  /** The session of the old socket; undefined when it has ended. */
  #old: MarketSession | undefined;
  #oldEndedAt = 0;
  #overlapTimer: Timer;
  /** For each stream, the monotonic time since which the new socket carries it, in ms. */
  readonly #carriedSince: Map<string, number> = new Map();
  /**
   * The session of the new socket; undefined until this session carries the streams that were subscribed before the
   * handover.
   */
  #next: MarketSession | undefined;
  /**
   * The streams for which the last request was sent over the old socket. The response to this request arrives after
   * every event of these streams that only the old socket carries.
   */
  readonly #asked: Set<string> = new Set();
  /**
   * The streams that no longer need the old socket. A response over the old socket has proved that every event of these
   * streams that only the old socket carries has arrived.
   */
  readonly #proven: Set<string> = new Set();

  constructor(clock: Clock, frameClock: FrameClock) {
    this.#clock = clock;
    this.#frameClock = frameClock;
  }

  /** Whether the old socket has ended and no stream has to be merged any more. */
  get isOver(): boolean {
    return this.#old === undefined && this.#merges.size === 0;
  }

  /** Begins a handover: a new socket is opened beside the socket of `old`. */
  begin(old: MarketSession | undefined): void {
    this.close();
    this.#old = old;
    this.#carriedSince.clear();
    this.#proven.clear();
    for (const merge of this.#merges.values()) merge.restart();
  }

  /** Delivers a frame of either session, unless the same frame was delivered before. */
  take(session: MarketSession, subscription: StreamSubscription, frame: Frame): void {
    let merge = this.#merges.get(subscription.stream);
    if (this.#old) {
      if (!merge) {
        const deliver = (merged: Frame): void => subscription.deliver(merged, this.#frameClock.time.now);
        merge = new StreamMerge(subscription.read, deliver, subscription.lastFrame);
        this.#merges.set(subscription.stream, merge);
      }
      if (session === this.#old) merge.fromOld(frame);
      else merge.fromNew(frame);
      return;
    }
    const { monotonic, now } = this.#frameClock.time;
    const isAhead = merge?.isAhead(frame);
    if (isAhead === false) {
      if (monotonic < this.#oldEndedAt + CATCH_UP) return;
      subscription.notifyGap('ids started anew', now);
    }
    // A frame that cannot be read does not show that the new socket has caught up with the old one.
    if (isAhead !== undefined) this.#merges.delete(subscription.stream);
    subscription.deliver(frame, now);
  }

  /** Forgets a stream that is no longer subscribed. */
  remove(stream: string): void {
    this.#merges.delete(stream);
    this.#carriedSince.delete(stream);
    this.#asked.delete(stream);
    this.#proven.delete(stream);
  }

  /**
   * Calls `done` when the old socket may be closed. A stream that is subscribed during the handover delays this call:
   * both sockets must carry the stream for at least {@link OVERLAP}.
   *
   * @param next the new session, which carries the streams that were subscribed before the handover.
   */
  whenSettled(next: MarketSession, subscriptions: () => Iterable<StreamSubscription>, done: () => void): void {
    this.#next = next;
    const until = this.#clock.monotonic() + MAX_HANDOVER;
    let isAsking = false;
    const check = (): void => {
      const now = this.#clock.monotonic();
      if (now >= until) return done();
      this.#overlapTimer = this.#clock.setTimeout(check, CHECK_EVERY);
      const streams = Array.from(subscriptions(), ({ stream }) => stream);
      for (const stream of streams) {
        if (!next.has(stream)) this.#carriedSince.delete(stream);
        else if (!this.#carriedSince.has(stream)) this.#carriedSince.set(stream, now);
      }
      if (isAsking || !streams.every((stream) => this.#isOverlapDone(stream))) return;
      isAsking = true;
      void this.#askOld(streams).then(() => {
        isAsking = false;
        if (this.#next !== next) return;
        if (Array.from(subscriptions()).every(({ stream }) => this.#asked.has(stream))) done();
      });
    };
    check();
  }

  /**
   * Sends a request over the old socket, because its response proves that all events that only the old socket carries
   * have arrived. Resolves when the response has arrived, or when the old or the new socket is lost.
   */
  async #askOld(streams: readonly string[]): Promise<void> {
    const next = this.#next;
    const settled = streams.filter((stream) => this.#merges.get(stream)?.isSettled !== false);
    this.#asked.clear();
    for (const stream of streams) this.#asked.add(stream);
    this.#old?.probe(false);
    await this.#old?.settled();
    if (this.#next !== next) return;
    for (const stream of settled) if (this.#asked.has(stream)) this.#proven.add(stream);
  }

  /**
   * Whether both sockets have carried a stream for long enough. The required time is longer if the new socket has sent
   * an event that the old socket has not sent yet.
   */
  #isOverlapDone(stream: string): boolean {
    const now = this.#clock.monotonic();
    /** For how long both sockets have carried the stream, in ms. */
    const overlap = now - (this.#carriedSince.get(stream) ?? now);
    return overlap >= OVERLAP && (this.#merges.get(stream)?.isSettled !== false || overlap >= MAX_OVERLAP);
  }

  /**
   * Handles the end of `session` during a handover. `next` is the session that remains.
   *
   * If the old session has ended, marks the streams that `next` does not carry as lost. Their data counts as out of date
   * until `next` answers a request. For each other stream, reports a gap if events may have been lost on their way over
   * the old socket.
   *
   * If the new session has ended, changes nothing. Returns `false` if the old session had ended before. In this case no
   * session is left, so the caller has to mark all streams as lost.
   */
  sessionEnded(
    session: MarketSession,
    next: MarketSession | undefined,
    subscriptions: Iterable<StreamSubscription>,
    reason: string,
  ): boolean {
    // The new socket was lost. If the old socket is still open, it carries every stream, and the connection opens
    // another new socket.
    if (session !== this.#old) return this.#old !== undefined;
    // If the new session is ready, the connection stays open, so consumers get no other status when streams are lost.
    const staysOpen = this.#next !== undefined;
    this.close();
    const { monotonic, now } = this.#frameClock.time;
    this.#oldEndedAt = monotonic;
    // All lost streams are marked before any consumer is notified. Otherwise, a consumer that is added to a lost stream
    // meanwhile would count as confirmed.
    const lost = new Set([...subscriptions].filter(({ stream }) => !next?.has(stream)));
    for (const each of lost) each.lose(reason);
    if (staysOpen) for (const each of lost) each.notifyStale(true);
    for (const subscription of subscriptions) {
      const merge = this.#merges.get(subscription.stream);
      if (!lost.has(subscription)) {
        const isComplete = merge?.isJoined || this.#proven.has(subscription.stream);
        if (!isComplete && subscription.hasStarted) subscription.notifyGap(reason, now);
        if (!subscription.isConfirmed) subscription.confirm(now);
      }
      merge?.release();
    }
    if (!next) this.#merges.clear();
    return true;
  }

  close(): void {
    this.#clock.clearTimeout(this.#overlapTimer);
    this.#old = undefined;
    this.#next = undefined;
  }
}
