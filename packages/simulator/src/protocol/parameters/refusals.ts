// The refusals of a request's form; every text is the documented one.
import { ExchangeError } from '../../engine/errors.js';

export { badCombination, invalidData, missing, missingBoth as missingEither } from '../../engine/errors.js';

export const illegalCharacters = (name: string, range: string): ExchangeError =>
  new ExchangeError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`);

export const tooManyParameters = (expected: number, received: number): ExchangeError =>
  new ExchangeError(-1101, `Too many parameters; expected '${expected}' and received '${received}'.`);

export const duplicateParameter = (): ExchangeError =>
  new ExchangeError(-1101, 'Duplicate values for a parameter detected.');

export const windowTooLong = (): ExchangeError => new ExchangeError(-1131, 'recvWindow must be less than 60000');

export const unknownParameter = (): ExchangeError => new ExchangeError(-1103, 'An unknown parameter was sent.');

export const unread = (read: number, sent: number): ExchangeError =>
  new ExchangeError(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`);

export const emptyParameter = (name: string): ExchangeError =>
  new ExchangeError(-1105, `Parameter '${name}' was empty.`);

export const overflowed = (name: string): ExchangeError => new ExchangeError(-1108, `Parameter '${name}' overflowed.`);

export const tooPrecise = (name: string): ExchangeError =>
  new ExchangeError(-1111, `Parameter '${name}' has too much precision.`);

export const tooManyHours = (hours: number): ExchangeError =>
  new ExchangeError(-1127, `More than ${hours} hours between startTime and endTime.`);

export const invalidJson = (name: string): ExchangeError =>
  new ExchangeError(-1135, `JSON sent for parameter '${name}' is not valid`);
