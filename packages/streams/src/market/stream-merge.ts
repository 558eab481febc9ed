import type { Frame } from '../scan/frame.js';
import { type EventPosition, positionOf } from './event-position.js';

type PlacedFrame = {
  readonly frame: Frame;
  readonly position: EventPosition | undefined;
  /**
   * The event as text if its position (see {@link EventPosition}) is a time, otherwise undefined. The text
   * distinguishes events with the same time.
   */
  readonly text: string | undefined;
};

/**
 * The limit of the total size of the frames that are held back until the events of both sockets overlap, in bytes. The
 * newest frame is held back even if it alone exceeds the limit.
 */
const MAX_HELD_BYTES = 8 * 2 ** 20;

/**
 * Merges the frames of one stream that arrive over two sockets, so that every event is delivered once and in sequence.
 *
 * At first, the events of the old socket are delivered, and the events of the new socket are held back until the old
 * socket reaches the first held event. From then on, the first copy of each event is delivered and the second copy is
 * dropped, so that either socket may close at any time.
 */
export class StreamMerge {
  readonly #read: (frame: Frame) => unknown;
  readonly #deliver: (frame: Frame) => void;
  /** The trade id, update id or time of the last delivered event: the `last` of its {@link EventPosition}. */
  #last: number | undefined;
  /** The texts of the delivered events with the time `#last`. Filled only if the positions of the events are times. */
  readonly #textsAtLast: Set<string> = new Set();
  #held: PlacedFrame[] = [];
  #heldBytes = 0;
  #isJoined = false;

  /**
   * @param read returns the payload of a frame.
   * @param last the last frame that was delivered before the merge; the new socket may repeat its event.
   */
  constructor(read: (frame: Frame) => unknown, deliver: (frame: Frame) => void, last?: Frame) {
    this.#read = read;
    this.#deliver = deliver;
    if (last !== undefined) this.#remember(this.#place(last));
  }

  fromOld(frame: Frame): void {
    this.#take(this.#place(frame));
    this.#tryJoin();
  }

  fromNew(frame: Frame): void {
    const event = this.#place(frame);
    // This event has no trade id, update id or time, so it cannot be compared with the events of the old socket. It is
    // dropped, because the old socket sends it too.
    if (!event.position) return;
    if (this.#isJoined) this.#take(event);
    else {
      this.#hold(event);
      this.#tryJoin();
    }
  }

  /**
   * Whether the events of both sockets have overlapped. If the old socket is lost before they overlap, events that
   * the old socket has not delivered yet may be missing.
   */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** Whether the old socket may close: the events of both sockets have overlapped, or the new socket has sent none. */
  get isSettled(): boolean {
    return this.#isJoined || this.#held.length === 0;
  }

  /** Delivers the events that were held back, except those that were delivered already. */
  release(): void {
    this.#isJoined = true;
    const held = this.#held;
    this.#clearHeld();
    for (const event of held) this.#take(event);
  }

  /**
   * Starts again with another new socket. Events of the replaced new socket that are held back are dropped, because the
   * old socket delivers them too.
   */
  restart(): void {
    this.#isJoined = false;
    this.#clearHeld();
  }

  /**
   * Whether an event of the new socket has not been delivered yet; undefined if the event has no id and no time, or
   * cannot be read.
   */
  isAhead(frame: Frame): boolean | undefined {
    const { position, text } = this.#place(frame);
    return position && !this.#isDelivered(position, text);
  }

  /**
   * Holds back an event. If the held events are then larger than {@link MAX_HELD_BYTES}, drops the oldest of them. A
   * dropped event is lost if the old socket does not send it.
   */
  #hold({ frame, position, text }: PlacedFrame): void {
    // The bytes of a frame are a view of a larger buffer. Copying them allows that buffer to be freed.
    const copy = typeof frame === 'string' ? frame : (Uint8Array.prototype.slice.call(frame) as typeof frame);
    this.#held.push({ frame: copy, position, text });
    this.#heldBytes += copy.length;
    while (this.#heldBytes > MAX_HELD_BYTES && this.#held.length > 1) {
      this.#heldBytes -= this.#held.shift()?.frame.length ?? 0;
    }
  }

  #clearHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  #take(event: PlacedFrame): void {
    const { position, text } = event;
    if (position && this.#isDelivered(position, text)) return;
    this.#remember(event);
    this.#deliver(event.frame);
  }

  /** Remembers the position of an event that counts as delivered from now on. */
  #remember({ position, text }: PlacedFrame): void {
    if (!position) return;
    if (position.last !== this.#last) this.#textsAtLast.clear();
    this.#last = position.last;
    if (text !== undefined) this.#textsAtLast.add(text);
  }

  #isDelivered({ last }: EventPosition, text: string | undefined): boolean {
    if (this.#last === undefined || last > this.#last) return false;
    return last < this.#last || text === undefined || this.#textsAtLast.has(text);
  }

  /**
   * Stops holding back events of the new socket if no event is missing between the delivered events and the held ones.
   */
  #tryJoin(): void {
    const first = this.#held[0]?.position;
    if (first && this.#last !== undefined && first.follows <= this.#last) this.release();
  }

  #place(frame: Frame): PlacedFrame {
    try {
      const payload = this.#read(frame);
      const position = positionOf(payload);
      return { frame, position, text: position?.isTime ? JSON.stringify(payload) : undefined };
    } catch {
      return { frame, position: undefined, text: undefined };
    }
  }
}
