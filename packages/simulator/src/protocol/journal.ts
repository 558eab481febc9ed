/** A request as the exchange received it, and what the client got. */
export type JournalEntry = {
  /** Counts from 1. */
  readonly id: number;
  /** The exchange's time, ms. */
  readonly time: number;
  /** The interface that received the request: REST or the WebSocket API. */
  readonly api: 'REST' | 'WS';
  /** IP address of the client. */
  readonly ip: string;
  /** The route (`POST /api/v3/order`) or the WebSocket API method. */
  readonly target: string;
  /** The query and body, or the frame, without signatures and keys, and shortened. */
  readonly request: string;
  /** The HTTP status; `reset` and `hang` when a fault kept the answer back. */
  readonly outcome: number | 'reset' | 'hang';
  /** The start of the answer. */
  readonly answer: string;
};

/** How many entries are kept. */
const MAX_ENTRIES = 1000;
/** How many characters of a request or an answer are kept. */
const MAX_TEXT = 1000;

/** The newest requests, for tests and for people who look for a fault in their client. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  readonly #now: () => number;
  readonly #secrets: () => readonly string[];
  #nextId = 1;

  /**
   * @param now returns ms
   * @param secrets texts that no entry may contain, wherever a client has put them
   */
  constructor(now: () => number, secrets: () => readonly string[]) {
    this.#now = now;
    this.#secrets = secrets;
  }

  /** The newest entries, oldest first. */
  list(filter: { readonly limit?: number; readonly afterId?: number; readonly target?: string } = {}): JournalEntry[] {
    const { limit = MAX_ENTRIES, afterId = 0, target = '' } = filter;
    return this.#entries.filter((entry) => entry.id > afterId && entry.target.includes(target)).slice(-limit);
  }

  /** Adds an entry, without the secrets that it may contain. */
  add(entry: Omit<JournalEntry, 'id' | 'time'>): void {
    const { target, request, answer } = entry;
    const complete: JournalEntry = {
      ...entry,
      id: this.#nextId,
      time: Math.floor(this.#now()),
      target: this.#clean(target).slice(0, 200),
      request: this.#clean(request),
      answer: this.#clean(answer),
    };
    this.#nextId += 1;
    this.#entries.push(complete);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    for (const listener of this.#listeners) listener(complete);
  }

  /** Removes all entries. */
  clear(): void {
    this.#entries.length = 0;
  }

  /** Calls the listener with each new entry, until the returned function is called. */
  on(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #clean(text: string): string {
    let cleaned = text.slice(0, 2 * MAX_TEXT).replace(FIELDS, '$1$2…');
    for (const secret of this.#secrets()) {
      for (const form of [secret, encodeURIComponent(secret)]) {
        if (secret.length > 0) cleaned = cleaned.replaceAll(form, '…');
      }
    }
    return cleaned.length > MAX_TEXT ? `${cleaned.slice(0, MAX_TEXT)}…` : cleaned;
  }
}

/** The values of `signature` and `apiKey` in a query, a form or JSON. */
const FIELDS =
  /((?:^|[&?\s])(?:signature|apiKey|api_key|secret|apiSecret)=)[^&\s]*|("(?:signature|apiKey|api_key|secret|apiSecret)"\s*:\s*")(?:[^"\\]|\\.)*/gi;
