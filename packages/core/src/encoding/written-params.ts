import { type DecimalInput, decimalText, formatDecimal, isDecimalObject } from '../decimal/format.js';
import { BinanceConfigError, type ErrorRequest } from '../errors/index.js';
import { holdsDecimal, unpairedSurrogate } from './params.js';

/**
 * The parameters of a request in the form they leave in: undefined ones dropped, prices, quantities and all that is not
 * a whole number as plain decimal text.
 *
 * @throws {BinanceOrderFilterError} when a value cannot be written exactly.
 * @throws {BinanceConfigError} when a value is null, of no kind that a parameter has, or text that UTF-8 cannot hold.
 */
export function writtenParams(params: object, request?: ErrorRequest): Record<string, unknown> {
  const wire: Record<string, unknown> = { ...params };
  for (const name in wire) {
    const value = wire[name];
    if (value === undefined) delete wire[name];
    else wire[name] = written(name, value, request);
  }
  return wire;
}

function written(name: string, value: unknown, request: ErrorRequest | undefined): unknown {
  if (typeof value === 'string' && unpairedSurrogate.test(value)) {
    refuse(name, `holds an unpaired surrogate: ${JSON.stringify(value.slice(0, 60))}`, request);
  }
  const isWhole = Number.isSafeInteger(value) || typeof value === 'string';
  if (isWhole && !holdsDecimal(name)) return value;
  if (isWhole || typeof value === 'number' || typeof value === 'bigint' || isDecimalObject(value)) {
    return decimalText(value) ?? formatDecimal(value as DecimalInput, name, request);
  }
  if (Array.isArray(value)) return value.map((item) => written(name, item, request));
  if (typeof value === 'boolean' && !holdsDecimal(name)) return value;
  return refuse(name, `is ${value === null ? 'null' : typeof value}`, request);
}

function refuse(name: string, why: string, request: ErrorRequest | undefined): never {
  throw new BinanceConfigError(`${request ? `${request.operation}: ` : ''}${name} cannot be sent: it ${why}`);
}
