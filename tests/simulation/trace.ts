import { createHash } from 'node:crypto';

/** What happened in a run, in order, with a hash by which two runs are compared. */
export class Trace {
  readonly lines: string[] = [];
  readonly #now: () => number;
  readonly #hash = createHash('sha256');

  /** @param now returns ms since the start of the run */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(text: string): void {
    const line = `${(this.#now() / 1000).toFixed(3).padStart(9)} ${text}`;
    this.lines.push(line);
    this.#hash.update(`${line}\n`);
  }

  /** The hash of all lines. The trace accepts no further lines. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 16);
  }
}
