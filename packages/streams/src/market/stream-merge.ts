import type { Frame } from '../scan/frame.js';
import { type Sequence, sequenceOf } from './sequence.js';

type Held = { readonly frame: Frame; readonly sequence: Sequence | undefined };

/**
 * One stream arriving over two connections at once, made into one: nothing lost, nothing twice, in order.
 *
 * Until both are seen to overlap, the old connection alone is delivered and the new one's events are held. From then
 * on whichever brings an event first wins and the other's copy is dropped, so either may end at any time.
 */
export class StreamMerge {
  readonly #read: (frame: Frame) => unknown;
  readonly #deliver: (frame: Frame) => void;
  /** The last place delivered. */
  #last: number | undefined;
  #held: Held[] = [];
  #joined = false;

  /** `read` gives the payload of a frame. */
  constructor(read: (frame: Frame) => unknown, deliver: (frame: Frame) => void) {
    this.#read = read;
    this.#deliver = deliver;
  }

  fromOld(frame: Frame): void {
    this.#take({ frame, sequence: this.#placeOf(frame) });
    this.#tryJoin();
  }

  fromNew(frame: Frame): void {
    const event = { frame, sequence: this.#placeOf(frame) };
    // Without a place it cannot be compared; the old connection brings it too.
    if (!event.sequence) return;
    if (this.#joined) this.#take(event);
    else {
      this.#held.push(event);
      this.#tryJoin();
    }
  }

  /** Whether ending the old connection now loses nothing that the new one could have shown. */
  get isSettled(): boolean {
    return this.#joined || this.#held.length === 0;
  }

  /** The old connection has ended. `true` when it is not certain that nothing was lost; call `release` next. */
  get isBroken(): boolean {
    return !this.isSettled && !this.#overlaps();
  }

  /** Delivers what is held. Events that were delivered already are still dropped. */
  release(): void {
    this.#joined = true;
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.#take(event);
  }

  /** The new connection has ended: its held events go, those of the old one cover them. */
  forget(): void {
    if (!this.#joined) this.#held = [];
  }

  /** Whether an event of the new connection has passed everything the old one brought. */
  passes(frame: Frame): boolean {
    const sequence = this.#placeOf(frame);
    return sequence === undefined || this.#last === undefined || sequence.last > this.#last;
  }

  #take({ frame, sequence }: Held): void {
    if (sequence !== undefined) {
      if (this.#last !== undefined && sequence.last <= this.#last) return;
      this.#last = sequence.last;
    }
    this.#deliver(frame);
  }

  #tryJoin(): void {
    if (!this.#joined && this.#overlaps()) this.release();
  }

  #overlaps(): boolean {
    const first = this.#held[0]?.sequence;
    if (this.#last === undefined || first === undefined) return false;
    return first.first <= this.#last + (first.dense ? 1 : 0);
  }

  #placeOf(frame: Frame): Sequence | undefined {
    try {
      return sequenceOf(this.#read(frame));
    } catch {
      return undefined;
    }
  }
}
