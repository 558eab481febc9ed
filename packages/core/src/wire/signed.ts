import type { ClientContext } from '../context.js';
import { BinanceApiError, BinanceConfigError, BinanceRateLimitError, BinanceTransportError } from '../errors.js';
import type { Call } from '../operation.js';
import type { Credentials } from '../signing/credentials.js';
import { requestOf } from './call.js';
import type { WireParams } from './params.js';

/** The client's credentials, for a call that needs them. */
export function credentialsFor({ name }: Call, { credentials }: ClientContext): Credentials {
  if (credentials) return credentials;
  throw new BinanceConfigError(`${name}: needs an apiKey with one of apiSecret, privateKey, signer`);
}

/**
 * The stamp for a call. Measuring it may take requests of its own; when those fail, the call itself was never sent,
 * whatever became of them.
 */
export async function timestampFor(call: Call, { serverTime }: ClientContext): Promise<number> {
  try {
    return await serverTime.timestamp();
  } catch (error) {
    if (!(error instanceof BinanceTransportError || error instanceof BinanceApiError)) throw error;
    const text = `not sent, for want of the exchange's time: ${error.message}`;
    const request = requestOf(call);
    throw error instanceof BinanceRateLimitError
      ? new BinanceRateLimitError({ ...error, request, text }, { cause: error })
      : new BinanceTransportError(text, { request, sent: false }, { cause: error });
  }
}

/** A signed call's parameters with the stamp that its signature covers. */
export async function stampedParams(call: Call, context: ClientContext): Promise<WireParams> {
  const timestamp = await timestampFor(call, context);
  const recvWindow = call.options.recvWindow ?? context.recvWindow;
  const params: Record<string, unknown> = { ...call.params };
  if (recvWindow !== undefined) params.recvWindow = recvWindow;
  params.timestamp = context.timeUnit === 'microsecond' ? timestamp * 1000 : timestamp;
  return params;
}
