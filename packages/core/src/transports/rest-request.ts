import type { ClientContext } from '../client/context.js';
import { parseJson } from '../encoding/json.js';
import { encodeQuery } from '../encoding/query.js';
import { redact } from '../encoding/redact.js';
import { BinanceConfigError, BinanceTransportError } from '../errors/index.js';
import { type Call, isSigned, type RateLimitUse, type Reply } from '../operations/operation.js';
import type { SignedCode } from '../parts/parts.js';
import { requestOf } from '../request/call.js';
import { credentialsFor } from '../signing/credentials-for.js';

/** One REST request, ready to be sent as it is. */
export type RestRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What keeps the address of a signed one from being stored, told to others or followed elsewhere, for `fetch`. */
  readonly seal?: (() => RequestInit) | undefined;
  /** What must not appear in any text about this request. */
  readonly secrets: readonly string[];
};

/** What must not appear in any text while there is no request yet: a caller's signer may throw anything. */
export function keyOf({ credentials }: ClientContext): readonly string[] {
  return credentials ? [credentials.apiKey] : [];
}

/** Encodes a call, stamps and signs it. Public calls carry no header of their own, or a web page could not make them. */
export function restRequest(call: Call, context: ClientContext): RestRequest | Promise<RestRequest> {
  const { method, path } = requestOf(call);
  const { rest } = context.environment;
  if (!call.operation.rest || !rest) {
    throw new BinanceConfigError(
      `${call.name}: ${rest ? 'exists on the WebSocket API only' : 'environment.rest is empty'}`,
    );
  }
  const address = rest + path;
  const headers: Record<string, string> = {};
  if (context.timeUnit === 'microsecond') headers['X-MBX-TIME-UNIT'] = 'MICROSECOND';
  if (isSigned(call.operation)) {
    const request = { method, url: address, headers };
    const { signedPart } = context;
    const credentials = credentialsFor(call, context);
    const sign = ({ signedRequest }: SignedCode): Promise<RestRequest> =>
      signedRequest(request, call, context, credentials, encodeQuery);
    return signedPart.loaded ? sign(signedPart.loaded) : signedPart.load().then(sign);
  }
  const query = encodeQuery(call.params);
  return { method, url: query ? `${address}?${query}` : address, headers, secrets: [] };
}

/** Reads an answer: JSON, or for a refusal whatever text came. What cannot be used is an error. */
export function restReply(
  call: Call,
  { secrets }: RestRequest,
  status: number,
  body: string,
  rateLimits: readonly RateLimitUse[],
  retryAfter: number | undefined,
): Reply {
  const unusable = (problem: string): BinanceTransportError =>
    new BinanceTransportError(problem, { request: requestOf(call), sent: true, statusCode: status });
  if (status < 200 || (status >= 300 && status < 400)) throw unusable(`answered with status ${status}, not followed`);
  const text = status < 400 ? body : redact(body, secrets);
  try {
    return { data: parseJson(text), status, rateLimits, retryAfter };
  } catch {
    if (status < 400) throw unusable(`the answer (status ${status}, ${body.length} characters) is not JSON`);
    return { data: text.slice(0, 2000), status, rateLimits, retryAfter };
  }
}
