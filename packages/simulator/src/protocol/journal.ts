/** A request that the exchange has received, with the answer that the client got. */
export type JournalEntry = {
  /** Number of the entry, from 1. */
  readonly id: number;
  /** The exchange's time in ms since the epoch. */
  readonly time: number;
  /** The interface that received the request: REST or the WebSocket API. */
  readonly api: 'REST' | 'WS';
  /** IP address of the client. */
  readonly ip: string;
  /** The REST method and path (`POST /api/v3/order`), or the method of the WebSocket API. */
  readonly target: string;
  /** The first characters of the request's query and body, or of its WebSocket frame, without signatures and keys. */
  readonly request: string;
  /** Status of the answer. It is `reset` if a fault broke the connection, and `hang` if a fault withheld the answer. */
  readonly outcome: number | 'reset' | 'hang';
  /** The start of the answer, without secrets. */
  readonly answer: string;
};

/** How many entries the journal keeps. */
const MAX_ENTRIES = 1000;
/** How many characters of a request or an answer an entry keeps. */
const MAX_TEXT = 1000;

/** The newest requests with their answers, to examine in tests what a client has sent. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  readonly #now: () => number;
  readonly #secrets: () => readonly string[];
  #nextId = 1;

  /**
   * @param now returns the exchange's time in ms
   * @param secrets returns texts that no entry may contain, plain or URL-encoded
   */
  constructor(now: () => number, secrets: () => readonly string[]) {
    this.#now = now;
    this.#secrets = secrets;
  }

  /** Returns the newest entries, oldest first. */
  list(filter: { readonly limit?: number; readonly afterId?: number; readonly target?: string } = {}): JournalEntry[] {
    const { limit = MAX_ENTRIES, afterId = 0, target = '' } = filter;
    const found = this.#entries.filter((entry) => entry.id > afterId && entry.target.includes(target));
    return found.slice(Math.max(0, found.length - limit));
  }

  /** Adds an entry, after secrets were removed from its texts. */
  add(entry: Omit<JournalEntry, 'id' | 'time'>): void {
    const { target, request, answer } = entry;
    const secrets = this.#secrets();
    const complete: JournalEntry = {
      ...entry,
      id: this.#nextId,
      time: Math.floor(this.#now()),
      target: clean(target, secrets).slice(0, 200),
      request: clean(request, secrets),
      answer: clean(answer, secrets),
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

  /** Adds a listener, which is called with each new entry. Returns a function that removes the listener. */
  on(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Returns the first characters of a text, without secrets. */
function clean(text: string, secrets: readonly string[]): string {
  let cleaned = text.length > 2 * MAX_TEXT ? text.slice(0, 2 * MAX_TEXT) : text;
  const lower = cleaned.toLowerCase();
  if (NAMES.some((name) => lower.includes(name))) cleaned = cleaned.replace(FIELDS, '$1$2…');
  for (const secret of secrets) if (cleaned.includes(secret)) cleaned = cleaned.replaceAll(secret, '…');
  return cleaned.length > MAX_TEXT ? `${cleaned.slice(0, MAX_TEXT)}…` : cleaned;
}

/**
 * Every text that {@link FIELDS} matches contains one of these names. The regular expression {@link FIELDS} is slow, so
 * it is used only for texts that contain a name.
 */
const NAMES = ['signature', 'key', 'secret'];

/** Matches signatures, API keys and secrets in a query, a form or JSON. */
const FIELDS =
  /((?:^|[&?\s])(?:signature|apiKey|api_key|secret|apiSecret)=)[^&\s]*|("(?:signature|apiKey|api_key|secret|apiSecret)"\s*:\s*")(?:[^"\\]|\\.)*/gi;
