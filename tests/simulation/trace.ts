import { createHash } from 'node:crypto';

/** The events of a run in their order, with a hash by which two runs can be compared. */
export class Trace {
  readonly lines: string[] = [];
  readonly #now: () => number;
  readonly #hash = createHash('sha256');

  /** @param now returns the ms since the start of the run */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(text: string): void {
    const line = `${(this.#now() / 1000).toFixed(3).padStart(9)} ${text}`;
    this.lines.push(line);
    this.#hash.update(`${line}\n`);
  }

  /** Returns the hash of all lines. No lines can be added after that. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 16);
  }
}
