import { type Refusal, refusal } from '../../refusals/refusal.js';
import type { ParameterTable, Values } from './parameter-types.js';
import type { Form } from './raw-parameters.js';

/** Parameters that belong to the envelope of a signed request, not to the operation. */
export const ENVELOPE: ReadonlySet<string> = new Set(['apiKey', 'signature', 'timestamp', 'recvWindow']);

/**
 * Reads the parameters of a table from a form.
 *
 * @param signed whether the envelope of a signed request may be there too
 */
export function readParameters<P extends ParameterTable>(form: Form, table: P, signed: boolean): Values<P> {
  const values: Record<string, unknown> = {};
  const expected = Object.keys(table).length;
  if (expected === 0 && !signed && form.fields.size > 0)
    throw refusal('TOO_MANY_PARAMETERS', { expected: 0, received: form.fields.size });
  for (const [name, parameter] of Object.entries(table)) {
    const text = form.fields.get(name);
    if (text === undefined) {
      if (parameter.required) throw refusal('MISSING_PARAMETER', { name });
      continue;
    }
    if (text === '') throw empty(name);
    if (form.face === 'WS' && parameter.array && !form.arrays.has(name)) throw refusal('INVALID_PARAMETER', { name });
    values[name] = parameter.read(text, name);
  }
  checkUnread(form, table, signed);
  return values as Values<P>;
}

function empty(name: string): Refusal {
  if (/^(cancelN|n)ewClientOrderId$/i.test(name)) return refusal('EMPTY_NEW_CLIENT_ORDER_ID');
  if (/^(cancelO|o)rigClientOrderId$/i.test(name)) {
    return refusal('EMPTY_ORIG_CLIENT_ORDER_ID');
  }
  return refusal('EMPTY_PARAMETER', { name });
}

/** What nobody reads is refused: on REST with both counts, on the WebSocket API as unknown. */
function checkUnread(form: Form, table: ParameterTable, signed: boolean): void {
  const names = [...form.fields.keys()];
  const read = names.filter((name) => Object.hasOwn(table, name) || (signed && ENVELOPE.has(name)));
  if (read.length === names.length) return;
  throw form.face === 'WS'
    ? refusal('UNKNOWN_PARAMETER')
    : refusal('UNREAD_PARAMETERS', { read: read.length, sent: names.length });
}
