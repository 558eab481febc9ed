import type { WireParams } from '../encoding/params.js';
import { BinanceConfigError, type ErrorRequest } from '../errors/index.js';
import type { ServerTime } from './server-time.js';
import type { CallSigner } from './signer-types.js';

/** What the client adds to the parameters of signed calls. */
export type Stamp = {
  readonly serverTime: Pick<ServerTime, 'timestamp'>;
  readonly timeUnit: 'millisecond' | 'microsecond';
  /** Default `recvWindow` of the client in ms. */
  readonly recvWindow: number | undefined;
};

/** Parameters with their signature. */
export type SignedParams = {
  /** The parameters that the signature covers, `timestamp` included. */
  readonly params: WireParams;
  /** The text that was signed. */
  readonly payload: string;
  readonly signature: string;
};

/**
 * Stamps parameters and signs them. `encode` gives the text that the signature covers: the query string over REST, the
 * sorted parameters over the WebSocket API. Returns a promise only if the signer does, or while the server time is measured.
 *
 * @throws {BinanceConfigError} if the signer gives no text.
 * @throws {BinanceTransportError} if the server time is unknown and cannot be measured; `request` names the call.
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
      if (typeof signature === 'string' && signature !== '') {
        credentials.remember(signature);
        return { params: stamped, payload, signature };
      }
      const given = signature === '' ? 'an empty string' : typeof signature;
      const expected = `signer: expected a signature as a non-empty string, got ${given}`;
      throw new BinanceConfigError(expected);
    };
    const signature = credentials.sign(payload);
    return typeof signature === 'string' ? withSignature(signature) : Promise.resolve(signature).then(withSignature);
  };
  const stamped = stampParams(params, stamp, request);
  return stamped instanceof Promise ? stamped.then(sign) : sign(stamped);
}

/** Adds `timestamp`, and the default `recvWindow` of the client. Returns a promise only while the server time is measured. */
export function stampParams(
  params: WireParams,
  { serverTime, timeUnit, recvWindow }: Stamp,
  request?: ErrorRequest,
): WireParams | Promise<WireParams> {
  const timestamp = serverTime.timestamp(request);
  const stamped = (time: number): WireParams => ({
    ...params,
    ...(recvWindow !== undefined && params.recvWindow === undefined && { recvWindow }),
    timestamp: timeUnit === 'microsecond' ? time * 1000 : time,
  });
  return typeof timestamp === 'number' ? stamped(timestamp) : timestamp.then(stamped);
}
