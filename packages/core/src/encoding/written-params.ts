import { type DecimalInput, decimalText, formatDecimal, isDecimalObject } from '../decimal/index.js';
import { BinanceConfigError } from '../errors/index.js';
import type { Call } from '../operations/operation.js';
import { halfCharacter, holdsDecimal, requestOf } from '../request/call.js';

/**
 * The parameters of a request in the form they leave in: undefined ones dropped, prices, quantities and all that is not
 * a whole number as plain decimal text.
 *
 * @throws {BinanceOrderFilterError} when a value cannot be written exactly.
 * @throws {BinanceConfigError} when a value is null, of no kind that a parameter has, or text that UTF-8 cannot hold.
 */
export function writtenParams(params: object, call?: Call): Record<string, unknown> {
  const wire: Record<string, unknown> = { ...params };
  for (const name in wire) {
    const value = wire[name];
    if (value === undefined) delete wire[name];
    else wire[name] = written(name, value, call);
  }
  return wire;
}

function written(name: string, value: unknown, call: Call | undefined): unknown {
  if (typeof value === 'string' && halfCharacter.test(value)) {
    refuse(name, `holds half a character: ${JSON.stringify(value.slice(0, 60))}`, call);
  }
  const isWhole = Number.isSafeInteger(value) || typeof value === 'string';
  if (isWhole && !holdsDecimal(name)) return value;
  if (isWhole || typeof value === 'number' || typeof value === 'bigint' || isDecimalObject(value)) {
    return decimalText(value) ?? formatDecimal(value as DecimalInput, name, call && requestOf(call));
  }
  if (Array.isArray(value)) return value.map((item) => written(name, item, call));
  if (typeof value === 'boolean' && !holdsDecimal(name)) return value;
  return refuse(name, `is ${value === null ? 'null' : typeof value}`, call);
}

function refuse(name: string, why: string, call: Call | undefined): never {
  throw new BinanceConfigError(`${call ? `${call.name}: ` : ''}${name} cannot be sent: it ${why}`);
}
