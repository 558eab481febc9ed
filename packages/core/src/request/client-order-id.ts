import { hex } from '../encoding/hex.js';
import type { AnyOperation } from '../operations/operation.js';
import type { Random } from '../platform/random.js';

/** The parameter by which the exchange can be asked for what a write made; undefined for writes that make nothing. */
export function clientOrderIdParam({ ws }: AnyOperation): 'newClientOrderId' | 'listClientOrderId' | undefined {
  if (/^(?:sor\.)?order\.(?:place|test|cancelReplace|amend\.)/.test(ws)) return 'newClientOrderId';
  return ws.startsWith('orderList.place') ? 'listClientOrderId' : undefined;
}

/** Gives the parameters a client order id of 32 random hex digits, where one is missing. The caller's own stays. */
export function addClientOrderId(operation: AnyOperation, params: Record<string, unknown>, random: Random): void {
  const name = clientOrderIdParam(operation);
  if (name) params[name] ??= hex(random.bytes(16));
}
