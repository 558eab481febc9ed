import type { WireParams } from '../encoding/params.js';
import { BinanceConfigError, type ErrorRequest } from '../errors/index.js';
import type { ServerTime } from './server-time.js';
import type { CallSigner } from './signer-types.js';

/** What the client needs to add `timestamp` and `recvWindow` to the parameters of signed calls. */
export type Stamp = {
  readonly serverTime: Pick<ServerTime, 'timestamp'>;
  readonly timeUnit: 'millisecond' | 'microsecond';
  /** The default `recvWindow` of the client, in ms. */
  readonly recvWindow: number | undefined;
};

/** The parameters of a call with their signature. */
export type SignedParams = {
  /** The signed parameters, including `timestamp`. */
  readonly params: WireParams;
  /** The text that was signed. */
  readonly payload: string;
  readonly signature: string;
};

/**
 * Adds the timestamp to parameters and signs them. `encode` returns the text to sign: the query string over REST, the
 * sorted parameters over the WebSocket API. Returns a promise only if the signer returns one, or if the server time has
 * to be measured first.
 *
 * @throws {BinanceConfigError} if the signer did not return a non-empty text.
 * @throws {BinanceTransportError} if the server time could not be measured. The error names `request`.
 */
export function signParams(
  params: WireParams,
  credentials: CallSigner,
  stamp: Stamp,
  encode: (params: WireParams) => string,
  request?: ErrorRequest,
): SignedParams | Promise<SignedParams> {
  const sign = (stamped: WireParams): SignedParams | Promise<SignedParams> => {
    const payload = encode(stamped);
    const withSignature = (signature: unknown): SignedParams => {
      const given = signature === '' ? 'an empty string' : typeof signature;
      if (given !== 'string') {
        throw new BinanceConfigError(`signer: expected a signature as a non-empty string, got ${given}`);
      }
      credentials.remember(signature as string);
      return { params: stamped, payload, signature: signature as string };
    };
    const signature = credentials.sign(payload);
    return typeof signature === 'string' ? withSignature(signature) : Promise.resolve(signature).then(withSignature);
  };
  const stamped = stampParams(params, stamp, request);
  return stamped instanceof Promise ? stamped.then(sign) : sign(stamped);
}

/**
 * Adds `timestamp` and the default `recvWindow` of the client to parameters. Returns a promise only if the server time
 * has to be measured first.
 */
export function stampParams(
  params: WireParams,
  { serverTime, timeUnit, recvWindow }: Stamp,
  request?: ErrorRequest,
): WireParams | Promise<WireParams> {
  const timestamp = serverTime.timestamp(request);
  const stamped = (time: number): WireParams => {
    const all: Record<string, unknown> = { ...params };
    if (recvWindow !== undefined) all.recvWindow ??= recvWindow;
    all.timestamp = timeUnit === 'microsecond' ? time * 1000 : time;
    return all;
  };
  return typeof timestamp === 'number' ? stamped(timestamp) : timestamp.then(stamped);
}
