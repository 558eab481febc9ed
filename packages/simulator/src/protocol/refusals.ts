import { ExchangeError } from '../engine/errors.js';

export const invalidKey = (): ExchangeError =>
  new ExchangeError(-2015, 'Invalid API-key, IP, or permissions for action.');

export const badKeyFormat = (): ExchangeError => new ExchangeError(-2014, 'API-key format invalid.');

export const invalidSignature = (): ExchangeError =>
  new ExchangeError(-1022, 'Signature for this request is not valid.');

export const notFound = (): ExchangeError => new ExchangeError(-1099, 'Not found, authenticated, or authorized');

export const unsupported = (): ExchangeError => new ExchangeError(-1020, 'This operation is not supported.');

export const tooMuchWeight = (limit: number, per: string): ExchangeError =>
  new ExchangeError(
    -1003,
    `Too much request weight used; current limit is ${limit} request weight per ${per}. Please use WebSocket Streams for live updates to avoid polling the API.`,
  );

export const tooManyQueued = (): ExchangeError => new ExchangeError(-1003, 'Too many requests queued.');

export const banned = (until: number): ExchangeError =>
  new ExchangeError(
    -1003,
    `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
  );

/** The HTTP status of a refusal; the WebSocket API uses the same. */
export function statusOf(code: number): number {
  switch (code) {
    case -1000:
    case -1001:
    case -1006:
      return 500;
    case -1007:
      return 504;
    case -1008:
      return 503;
    case -1003:
    case -1015:
      return 429;
    // -2015 is documented with it, on the WebSocket API; -2014 is recorded of the live exchange.
    case -2014:
    case -2015:
      return 401;
    case -1099:
      return 404;
    case -1155:
      return 406;
    case -2021:
      return 409;
    default:
      return 400;
  }
}
