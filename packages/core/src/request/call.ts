import type { ErrorRequest } from '../errors/index.js';
import type { AnyOperation, Call } from '../operations/operation.js';

/** A surrogate without its other half, which has no form in UTF-8. */
export const halfCharacter: RegExp = /\p{Cs}/u;

/** Whether a call changes something at the exchange: an order, a cancel, an amendment; the test orders do not. */
export function isWrite({ rest }: AnyOperation): boolean {
  return rest !== undefined && !/^GET|\/test$/.test(rest);
}

/** The call as errors name it. */
export function requestOf({ name, operation }: Call): ErrorRequest {
  const [method = '', path = ''] = (operation.rest ?? `WS ${operation.ws}`).split(' ');
  return { operation: name, method, path };
}

/** Whether a parameter is a price or a quantity, whatever prefix the operation gives it. */
export function holdsDecimal(param: string): boolean {
  return /(?:price|qty|quantity)$/i.test(param);
}
