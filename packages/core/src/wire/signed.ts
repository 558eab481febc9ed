import type { ClientContext } from '../context.js';
import type { Call } from '../operation.js';
import { requestOf } from './call.js';
import type { WireParams } from './params.js';

/** A signed call's parameters with the stamp that its signature covers. */
export async function stampedParams(call: Call, context: ClientContext): Promise<WireParams> {
  const timestamp = await context.serverTime.timestamp(requestOf(call));
  const recvWindow = call.options.recvWindow ?? context.recvWindow;
  const params: Record<string, unknown> = { ...call.params };
  if (recvWindow !== undefined) params.recvWindow = recvWindow;
  params.timestamp = context.timeUnit === 'microsecond' ? timestamp * 1000 : timestamp;
  return params;
}
