import { assertConfig } from '../errors/assert-config.js';
import { assertMs, assertOneOf } from '../errors/assert-option.js';
import { priorities } from '../limits/priority.js';
import { type AnyOperation, type CallOptions, isWrite } from '../operations/operation.js';

/**
 * Throws for illegal arguments: parameters that are not an object, an order without a symbol, options out of range.
 * These checks are for callers who do not use TypeScript. An option that is null counts as not given.
 *
 * @throws {BinanceConfigError} if an argument is illegal. The message names the argument, its value and the legal
 * values.
 */
export function checkArguments(name: string, operation: AnyOperation, params: unknown, options: unknown): void {
  assertConfig(isRecord(params), `${name}: params`, 'an object', params);
  assertConfig(isRecord(options), `${name}: options`, 'an object', options);
  const { symbol } = params as { readonly symbol?: unknown };
  const { timeout, recvWindow, signal, maxWait, priority } = options as CallOptions;
  if (isWrite(operation)) {
    assertConfig(symbol && typeof symbol === 'string', `${name}: symbol`, 'a non-empty string', symbol);
  }
  if (timeout != null) assertMs(`${name}: timeout`, timeout);
  if (recvWindow != null) assertMs(`${name}: recvWindow`, recvWindow, 60_000);
  if (maxWait != null && maxWait !== 0) assertMs(`${name}: maxWait`, maxWait);
  if (priority != null) assertOneOf(`${name}: priority`, priority, priorities);
  const isSignal = signal == null || typeof signal.addEventListener === 'function';
  assertConfig(isSignal, `${name}: signal`, 'an AbortSignal', signal);
}

/** Whether a value is an object that can hold parameters or options. Lists and `Map`s are not. */
export function isRecord(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}
