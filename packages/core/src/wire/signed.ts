import type { ClientContext } from '../context.js';
import { BinanceConfigError } from '../errors.js';
import type { Call } from '../operation.js';
import type { Credentials } from '../signing/credentials.js';
import { requestOf } from './call.js';
import type { WireParams } from './params.js';

/** The client's credentials, for a call that needs them. */
export function credentialsFor({ name }: Call, { credentials }: ClientContext): Credentials {
  if (credentials) return credentials;
  throw new BinanceConfigError(`${name}: needs an apiKey with one of apiSecret, privateKey, signer`);
}

/** A signed call's parameters with the stamp that its signature covers. */
export async function stampedParams(call: Call, context: ClientContext): Promise<WireParams> {
  const timestamp = await context.serverTime.timestamp(requestOf(call));
  const recvWindow = call.options.recvWindow ?? context.recvWindow;
  const params: Record<string, unknown> = { ...call.params };
  if (recvWindow !== undefined) params.recvWindow = recvWindow;
  params.timestamp = context.timeUnit === 'microsecond' ? timestamp * 1000 : timestamp;
  return params;
}
