import { badMessage, notJson } from './book-errors.js';
import { isDecimal } from './decimal-string.js';
import type { UpdateRange } from './depth-gap.js';
import type { Level } from './level.js';

/** A message as text, as bytes or parsed. */
export type Message<T> = string | Uint8Array | T;

/** The answer of `GET /api/v3/depth`, and an event of a partial depth stream. */
export type DepthSnapshot = {
  /** Id of the last update that the snapshot contains. */
  readonly lastUpdateId: number;
  /** Bids, best first. */
  readonly bids: readonly Level[];
  /** Asks, best first. */
  readonly asks: readonly Level[];
};

/** A diff depth event, with the field names of the exchange. `U` is the first update id, `u` the last. */
export type DepthEvent = UpdateRange & {
  /** Type of the event. */
  readonly e?: 'depthUpdate' | undefined;
  /** Event time, in ms since the epoch; in µs if the connection was opened with microseconds as its time unit. */
  readonly E?: number | undefined;
  /** Symbol. */
  readonly s?: string | undefined;
  /** Bids to set. A quantity of zero removes the level. */
  readonly b: readonly Level[];
  /** Asks to set. A quantity of zero removes the level. */
  readonly a: readonly Level[];
};

/**
 * Reads a depth event, with or without the wrapper of a combined stream (`{"stream":…,"data":…}`).
 *
 * @throws {BinanceStreamError} if the message is not a complete depth event of this symbol.
 */
export function readEvent(symbol: string, message: Message<DepthEvent>): DepthEvent {
  const event = unwrap(symbol, message);
  if (event.e !== undefined && event.e !== 'depthUpdate') throw badMessage(symbol, 'an event of type', event.e);
  if (event.s !== undefined && event.s !== symbol) throw badMessage(symbol, 'an event of symbol', event.s);
  if (!isId(event.U) || !isId(event.u) || event.U > event.u) {
    throw badMessage(symbol, 'update ids U, u', [event.U, event.u]);
  }
  checkLevels(symbol, 'b', event.b);
  checkLevels(symbol, 'a', event.a);
  // Every field was checked above.
  return event as unknown as DepthEvent;
}

/**
 * Reads a snapshot, with or without the wrapper of a combined stream (`{"stream":…,"data":…}`).
 *
 * @throws {BinanceStreamError} if the message is not a complete snapshot.
 */
export function readSnapshot(symbol: string, message: Message<DepthSnapshot>): DepthSnapshot {
  const snapshot = unwrap(symbol, message);
  if (!isId(snapshot.lastUpdateId)) throw badMessage(symbol, 'lastUpdateId', snapshot.lastUpdateId);
  checkLevels(symbol, 'bids', snapshot.bids);
  checkLevels(symbol, 'asks', snapshot.asks);
  // Every field was checked above.
  return snapshot as unknown as DepthSnapshot;
}

/** Whether a message is text or bytes, which have to be parsed. */
export function isRaw(message: unknown): message is string | Uint8Array {
  return typeof message === 'string' || message instanceof Uint8Array;
}

function unwrap(symbol: string, message: unknown): Record<string, unknown> {
  const parsed = isRaw(message) ? parse(symbol, message) : message;
  if (!isObject(parsed)) throw badMessage(symbol, 'message', parsed);
  if (typeof parsed.stream !== 'string' || parsed.data === undefined) return parsed;
  if (!isObject(parsed.data)) throw badMessage(symbol, 'data', parsed.data);
  return parsed.data;
}

function parse(symbol: string, message: string | Uint8Array): unknown {
  const text = typeof message === 'string' ? message : new TextDecoder().decode(message);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notJson(symbol, text, cause);
  }
}

function checkLevels(symbol: string, field: string, levels: unknown): asserts levels is readonly Level[] {
  if (!Array.isArray(levels)) throw badMessage(symbol, field, levels);
  for (const level of levels) {
    if (!Array.isArray(level) || !isDecimal(level[0]) || !isDecimal(level[1])) {
      throw badMessage(symbol, `${field} with a level`, level);
    }
  }
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
