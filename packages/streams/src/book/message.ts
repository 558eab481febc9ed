import { BinanceStreamError } from '@pkg/core/errors';
import { isDecimal } from './decimal-text.js';
import type { DepthEvent, DepthSnapshot, Level } from './level.js';

/** A message in any form a book takes it in. */
export type Message<T> = string | Uint8Array | T;

/**
 * Reads a depth event from text, bytes or a parsed object, with or without the combined stream's wrapper.
 *
 * @throws {BinanceStreamError} where it is not a whole depth event of this symbol.
 */
export function readEvent(symbol: string, message: Message<DepthEvent>): DepthEvent {
  const event = unwrap(symbol, message);
  if (event.e !== undefined && event.e !== 'depthUpdate') throw refuse(symbol, `event type ${show(event.e)}`);
  if (event.s !== undefined && event.s !== symbol) throw refuse(symbol, `an event of ${show(event.s)}`);
  if (!isId(event.U) || !isId(event.u) || event.U > event.u) {
    throw refuse(symbol, `update ids ${show(event.U)} to ${show(event.u)}`);
  }
  checkLevels(symbol, 'b', event.b);
  checkLevels(symbol, 'a', event.a);
  // Checked field by field above.
  return event as unknown as DepthEvent;
}

/**
 * Reads a snapshot from text, bytes or a parsed object, with or without the combined stream's wrapper.
 *
 * @throws {BinanceStreamError} where it is not a whole snapshot.
 */
export function readSnapshot(symbol: string, message: Message<DepthSnapshot>): DepthSnapshot {
  const snapshot = unwrap(symbol, message);
  if (!isId(snapshot.lastUpdateId)) throw refuse(symbol, `lastUpdateId ${show(snapshot.lastUpdateId)}`);
  checkLevels(symbol, 'bids', snapshot.bids);
  checkLevels(symbol, 'asks', snapshot.asks);
  // Checked field by field above.
  return snapshot as unknown as DepthSnapshot;
}

function unwrap(symbol: string, message: unknown): Record<string, unknown> {
  const parsed = typeof message === 'string' || message instanceof Uint8Array ? parse(symbol, message) : message;
  if (!isObject(parsed)) throw refuse(symbol, show(parsed));
  if (typeof parsed.stream !== 'string' || parsed.data === undefined) return parsed;
  if (!isObject(parsed.data)) throw refuse(symbol, show(parsed.data));
  return parsed.data;
}

function parse(symbol: string, message: string | Uint8Array): unknown {
  const text = typeof message === 'string' ? message : new TextDecoder().decode(message);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BinanceStreamError(`OrderBook ${symbol}: not JSON: ${show(text)}`, undefined, { cause });
  }
}

function checkLevels(symbol: string, field: string, levels: unknown): asserts levels is readonly Level[] {
  if (!Array.isArray(levels)) throw refuse(symbol, `${field} ${show(levels)}`);
  for (const level of levels) {
    if (!Array.isArray(level) || !isDecimal(level[0]) || !isDecimal(level[1])) {
      throw refuse(symbol, `a level ${show(level)} in ${field}`);
    }
  }
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(symbol: string, what: string): BinanceStreamError {
  return new BinanceStreamError(`OrderBook ${symbol}: cannot use ${what}`);
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
