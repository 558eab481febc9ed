import { BinanceConfigError } from '../errors/index.js';
import type { AnyOperation, CallOptions } from '../operations/operation.js';
import { isWrite } from './call.js';

/**
 * Refuses what no type would let through, since callers may have none: parameters that are no object, a write without a
 * symbol, options out of their range. An option that is null counts as not given.
 *
 * @throws {BinanceConfigError} that says which.
 */
export function checkArguments(name: string, operation: AnyOperation, params: unknown, options: unknown): void {
  const demand = (holds: boolean, what: string): void => {
    if (!holds) throw new BinanceConfigError(`${name}: ${what}; nothing was sent`);
  };
  demand(isRecord(params), 'params must be an object');
  demand(isRecord(options), 'options must be an object');
  const { symbol } = params as { readonly symbol?: unknown };
  const { timeout, recvWindow, signal } = options as CallOptions;
  demand(!isWrite(operation) || (typeof symbol === 'string' && symbol !== ''), 'symbol must be given, as text');
  demand(isMs(timeout, Infinity), 'timeout must be a number of ms above 0');
  demand(isMs(recvWindow, 60_000), 'recvWindow must be a number of ms above 0, up to 60000');
  demand(signal == null || typeof signal.addEventListener === 'function', 'signal must be an AbortSignal');
}

function isRecord(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function isMs(value: unknown, most: number): boolean {
  return value == null || (typeof value === 'number' && value > 0 && value <= most);
}
