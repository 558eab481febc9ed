import type { ClientContext } from '../client/context.js';
import type { WireParams } from '../encoding/params.js';
import type { Call } from '../operations/operation.js';

/** A signed call's parameters with the stamp that its signature covers. */
export function stampedParams(call: Call, context: ClientContext): WireParams | Promise<WireParams> {
  const timestamp = context.serverTime.timestamp(call);
  return typeof timestamp === 'number'
    ? stamped(call, context, timestamp)
    : timestamp.then((time) => stamped(call, context, time));
}

function stamped(call: Call, context: ClientContext, timestamp: number): WireParams {
  const params: Record<string, unknown> = { ...call.params };
  const recvWindow = call.options.recvWindow ?? params.recvWindow ?? context.recvWindow;
  if (recvWindow !== undefined) params.recvWindow = recvWindow;
  params.timestamp = context.timeUnit === 'microsecond' ? timestamp * 1000 : timestamp;
  return params;
}
