import type { Frame } from '../link/frame.js';
import type { Route } from './route.js';

type Entry = { readonly name: Uint8Array; readonly route: Route; next: Entry | undefined };

/** What every frame of a combined connection starts with; the stream's name and a quote follow. */
export const HEAD = '{"stream":"';
const HEAD_BYTES: Uint8Array = Uint8Array.from(HEAD, (char) => char.charCodeAt(0));
const QUOTE = 0x22;

/** The streams of a connection, found by the name at the head of a frame; where frames are bytes, without making text. */
export class RouteTable {
  readonly #byName: Map<string, Route> = new Map();
  readonly #byHash: Map<number, Entry> = new Map();

  get size(): number {
    return this.#byName.size;
  }

  get names(): string[] {
    return [...this.#byName.keys()];
  }

  get routes(): IterableIterator<Route> {
    return this.#byName.values();
  }

  get(name: string): Route | undefined {
    return this.#byName.get(name);
  }

  add(route: Route): void {
    this.#byName.set(route.stream, route);
    const name = new TextEncoder().encode(route.stream);
    const hash = name.reduce(mix, 0);
    this.#byHash.set(hash, { name, route, next: this.#byHash.get(hash) });
  }

  delete(route: Route): void {
    this.#byName.delete(route.stream);
    const name = new TextEncoder().encode(route.stream);
    const hash = name.reduce(mix, 0);
    const others = entriesFrom(this.#byHash.get(hash)).filter((entry) => entry.route !== route);
    this.#byHash.delete(hash);
    for (const entry of others) this.#byHash.set(hash, { ...entry, next: this.#byHash.get(hash) });
  }

  /** The stream that a frame is of; undefined where it is of none, or is not written as expected. */
  find(frame: Frame): Route | undefined {
    if (typeof frame !== 'string') return this.#findByBytes(frame);
    if (!frame.startsWith(HEAD)) return undefined;
    return this.#byName.get(frame.slice(HEAD.length, frame.indexOf('"', HEAD.length)));
  }

  #findByBytes(frame: Uint8Array): Route | undefined {
    for (let i = 0; i < HEAD_BYTES.length; i++) if (frame[i] !== HEAD_BYTES[i]) return undefined;
    let end = HEAD.length;
    let hash = 0;
    for (let byte = frame[end]; byte !== QUOTE && byte !== undefined; byte = frame[++end]) hash = mix(hash, byte);
    let entry = this.#byHash.get(hash);
    while (entry && !isAt(entry.name, frame, HEAD.length, end)) entry = entry.next;
    return entry?.route;
  }
}

function entriesFrom(first: Entry | undefined): Entry[] {
  return first ? [first, ...entriesFrom(first.next)] : [];
}

/** A small whole number, the same for the same bytes. */
function mix(hash: number, byte: number): number {
  return (hash * 31 + byte) & 0x3fffffff;
}

function isAt(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
