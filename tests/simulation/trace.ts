import { createHash } from 'node:crypto';

/** The part of the run that a line of the trace is about. */
export type Actor = 'fault' | 'host' | 'client' | 'stream' | 'book' | 'order' | 'account' | 'log' | 'VIOLATION' | 'run';

/**
 * A part of the message of `JSON.parse` that only later versions of Node add. The trace leaves it out, so that each
 * version of Node gives the same hash.
 */
const POSITION = / \(line \d+ column \d+\)/;

/** The events of a simulation in order, with a hash. Two simulations were the same if their hashes are equal. */
export class Trace {
  readonly lines: string[] = [];
  #before = '';
  readonly #now: () => number;

  /** @param now returns the ms since the run began */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(actor: Actor, text: string): void {
    const same = text.replace(POSITION, '');
    this.lines.push(`${(this.#now() / 1000).toFixed(3).padStart(9)} ${actor.padEnd(9)} ${same}`);
  }

  digest(): string {
    return createHash('sha256')
      .update(`${this.#before}${this.lines.join('\n')}`)
      .digest('hex')
      .slice(0, 16);
  }

  /** Removes all lines. The hash still depends on them. */
  forget(): void {
    this.#before = this.digest();
    this.lines.length = 0;
  }
}
