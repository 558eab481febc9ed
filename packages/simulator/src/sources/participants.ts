/** Something beside the exchange whose state is part of an exported state, such as a market. */
export type Participant = {
  exportState(): unknown;
  importState(state: unknown): void;
};

/** The participants of one exchange, by name. */
export class Participants {
  readonly #all = new Map<string, Participant>();
  /** The imported states for participants that were not added yet. Each one takes its state when it is added. */
  readonly #waiting = new Map<string, unknown>();

  /**
   * Adds a participant. Several of one kind differ by the order in which they are added. The returned function
   * removes it.
   */
  add(kind: string, participant: Participant): () => void {
    const name = this.#freeName(kind);
    this.#all.set(name, participant);
    return () => void this.#all.delete(name);
  }

  /** The imported state for a participant that is about to be added, once. Undefined when there is none. */
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

  importState(states: Readonly<Record<string, unknown>>): void {
    this.#waiting.clear();
    for (const [name, state] of Object.entries(states)) {
      const participant = this.#all.get(name);
      if (participant) participant.importState(state);
      else this.#waiting.set(name, state);
    }
  }
}
