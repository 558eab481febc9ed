import type { DepthUpdate } from '@pkg/streams';
import { signal as createSignal } from '@preact/signals';
import type { DepthFrame, Wire, WireEntry } from './message-log.js';

/** Something that happened to the shown order book, such as a gap or a received snapshot. */
export type BookStep = {
  readonly at: number;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** The request for a snapshot, if one was sent. The page shows its request weight. */
  readonly request?: WireEntry | undefined;
};

const KEPT = 30;

/**
 * Logs what happens to the shown symbol's book: frames that are dropped, updates that are missing, snapshots that
 * arrive, and when the book is live again.
 */
export class BookLog {
  readonly steps = createSignal<readonly BookStep[]>([]);
  /** The update ids of the newest depth frame. */
  readonly newestIds = createSignal<DepthFrame | undefined>(undefined);
  #symbol = '';
  #lostAt: number | undefined;

  constructor(wire: Wire, signal: AbortSignal) {
    wire.onDepthFrame((frame) => this.#frame(frame), signal);
    wire.onEntry((entry) => this.#entry(entry), signal);
  }

  /** Clears the log, and logs the book of another symbol from now on. */
  follow(symbol: string): void {
    this.#symbol = symbol;
    this.#lostAt = performance.now();
    this.steps.value = [];
    this.newestIds.value = undefined;
  }

  status({ symbol, status, reason, lastUpdateId }: DepthUpdate): void {
    if (symbol !== this.#symbol) return;
    if (status === 'live') {
      const ms = this.#lostAt === undefined ? undefined : Math.round(performance.now() - this.#lostAt);
      this.#add(`live${ms === undefined ? '' : ` in ${ms} ms`} at update ${lastUpdateId}`, 'good');
      this.#lostAt = undefined;
      return;
    }
    if (status === 'closed') return;
    this.#lostAt ??= performance.now();
    const next = this.newestIds.peek();
    const where =
      reason === 'gap' && next ? `: the book ends at ${lastUpdateId}, the next event starts at ${next.first}` : '';
    this.#add(`${status}${reason ? `, ${reason}` : ''}${where}`, 'bad');
  }

  #frame(frame: DepthFrame): void {
    if (frame.symbol !== this.#symbol) return;
    this.newestIds.value = frame;
    if (frame.isDropped) this.#add(`dropped the event with updates ${frame.first} to ${frame.last}`, 'bad');
  }

  #entry(entry: WireEntry): void {
    const { way, what, detail, ms } = entry;
    if (what !== 'GET /api/v3/depth' || this.#lostAt === undefined) return;
    if (way === 'out') this.#add('snapshot requested', 'plain', entry);
    else
      this.#add(`snapshot received after ${Math.round(ms ?? 0)} ms (${detail}); waiting events are replayed`, 'plain');
  }

  #add(text: string, tone: BookStep['tone'], request?: WireEntry): void {
    this.steps.value = [...this.steps.value, { at: Date.now(), text, tone, request }].slice(-KEPT);
  }
}
