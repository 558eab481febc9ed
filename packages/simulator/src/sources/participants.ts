/** An object, such as a synthetic market, whose state is exported together with the state of the exchange. */
export type Participant = {
  exportState(): unknown;
  importState(state: unknown): void;
};

/** The objects, such as synthetic markets, whose state is exported together with the state of one exchange, by name. */
export class Participants {
  readonly #all = new Map<string, Participant>();
  /**
   * Imported states of objects that do not exist yet. A new object takes its state from this map when it is created.
   */
  readonly #waiting = new Map<string, unknown>();

  /**
   * Adds an object whose state is to be exported, and returns a function that removes it. Objects of the same kind are
   * numbered in the sequence in which they are added.
   */
  add(kind: string, participant: Participant): () => void {
    const name = this.#freeName(kind);
    this.#all.set(name, participant);
    return () => void this.#all.delete(name);
  }

  /**
   * Returns the imported state for the next object of this kind that is added, and removes this state. Returns
   * undefined if no such state was imported.
   */
  take(kind: string): unknown {
    const name = this.#freeName(kind);
    const state = this.#waiting.get(name);
    this.#waiting.delete(name);
    return state;
  }

  #freeName(kind: string): string {
    let number = 1;
    while (this.#all.has(`${kind} ${number}`)) number += 1;
    return `${kind} ${number}`;
  }

  exportState(): Record<string, unknown> {
    const states = [...this.#all].map(([name, participant]) => [name, participant.exportState()] as const);
    return Object.fromEntries([...this.#waiting, ...states]);
  }

  /**
   * Checks that the state of each object is in `states`.
   *
   * @throws {RangeError} if a state is missing. Without it, the object would go on with accounts and orders of before the
   * import.
   */
  check(states: Readonly<Record<string, unknown>>): void {
    const missing = [...this.#all.keys()].find((name) => !Object.hasOwn(states, name));
    if (missing !== undefined) {
      throw new RangeError(`participants: expected a state of '${missing}', which this exchange has`);
    }
  }

  importState(states: Readonly<Record<string, unknown>>): void {
    this.#waiting.clear();
    for (const [name, state] of Object.entries(states)) {
      const participant = this.#all.get(name);
      if (participant) participant.importState(state);
      else this.#waiting.set(name, state);
    }
  }
}
