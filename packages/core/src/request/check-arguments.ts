import { BinanceConfigError } from '../errors/index.js';
import { isPriority } from '../limits/priority.js';
import { type AnyOperation, type CallOptions, isWrite } from '../operations/operation.js';

/**
 * Refuses illegal arguments that types would not let through, since callers may have none: parameters that are not an
 * object, a write without a symbol, options out of range. An option that is null counts as not given.
 *
 * @throws {BinanceConfigError} that names the argument, its value and what is legal.
 */
export function checkArguments(name: string, operation: AnyOperation, params: unknown, options: unknown): void {
  const check = (isLegal: boolean, argument: string, expected: string, value: unknown): void => {
    if (isLegal) return;
    throw new BinanceConfigError(`${name}: ${argument}: expected ${expected}, got ${shown(value)}; nothing was sent`);
  };
  check(isRecord(params), 'params', 'an object', params);
  check(isRecord(options), 'options', 'an object', options);
  const { symbol } = params as { readonly symbol?: unknown };
  const { timeout, recvWindow, signal, maxWait, priority } = options as CallOptions;
  check(!isWrite(operation) || (typeof symbol === 'string' && symbol !== ''), 'symbol', 'a non-empty string', symbol);
  check(isMs(timeout, Infinity), 'timeout', 'a number of ms above 0', timeout);
  check(isMs(recvWindow, 60_000), 'recvWindow', 'a number of ms above 0, up to 60000', recvWindow);
  check(maxWait == null || maxWait === 0 || isMs(maxWait, Infinity), 'maxWait', 'a number of ms, 0 or above', maxWait);
  check(priority == null || isPriority(priority), 'priority', "'urgent', 'high', 'normal' or 'low'", priority);
  check(signal == null || typeof signal.addEventListener === 'function', 'signal', 'an AbortSignal', signal);
}

function isRecord(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function isMs(value: unknown, most: number): boolean {
  return value == null || (typeof value === 'number' && value > 0 && value <= most);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  const isPlain = value == null || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? String(value) : Object.prototype.toString.call(value);
}
