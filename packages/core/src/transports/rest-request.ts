import type { ClientContext } from '../client/context.js';
import { encodeQuery } from '../encoding/signed-text.js';
import { assertConfig } from '../errors/assert-config.js';
import { type Call, requestOf } from '../operations/call.js';
import { lazySignParams } from '../signing/lazy-signing.js';
import type { SignedParams } from '../signing/sign-params.js';

/** One REST request, ready to be sent. */
export type RestRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Encodes a call as a REST request. Adds timestamp and signature to a signed call. A public request has no custom
 * header, because Binance's CORS rules do not allow pages to send one. The only exception is the header for `timeUnit:
 * 'microsecond'`.
 */
export function restRequest(call: Call, context: ClientContext): RestRequest | Promise<RestRequest> {
  const { rest } = context.environment;
  assertConfig(call.operation.rest && rest, call.name, 'an operation with a REST route, and environment.rest');
  const request = requestOf(call);
  const { method, path } = request;
  const { credentials, params } = call;
  const headers: Record<string, string> = {};
  if (context.timeUnit === 'microsecond') headers['X-MBX-TIME-UNIT'] = 'MICROSECOND';
  if (!credentials) {
    const query = encodeQuery(params);
    return { method, url: `${rest}${path}${query && '?'}${query}`, headers };
  }
  headers['X-MBX-APIKEY'] = credentials.apiKey;
  const withSignature = ({ payload, signature }: SignedParams): RestRequest => ({
    method,
    // The signature is for exactly the bytes of the query in front of it.
    url: `${rest}${path}?${payload}&signature=${encodeURIComponent(signature)}`,
    headers,
  });
  const signing = lazySignParams(params, credentials, context, encodeQuery, request);
  return signing instanceof Promise ? signing.then(withSignature) : withSignature(signing);
}
