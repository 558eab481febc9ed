import { ExchangeError } from '../../engine/errors.js';
import type { ParameterTable, Values } from './parameter-types.js';
import type { Form } from './raw-parameters.js';
import * as refuse from './refusals.js';

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
  if (expected === 0 && !signed && form.fields.size > 0) throw refuse.tooManyParameters(0, form.fields.size);
  for (const [name, parameter] of Object.entries(table)) {
    const text = form.fields.get(name);
    if (text === undefined) {
      if (parameter.required) throw refuse.missing(name);
      continue;
    }
    if (text === '') throw empty(name);
    if (form.face === 'WS' && parameter.array && !form.arrays.has(name)) throw refuse.invalidData(name);
    values[name] = parameter.read(text, name);
  }
  checkUnread(form, table, signed);
  return values as Values<P>;
}

function empty(name: string): ExchangeError {
  if (/^(cancelN|n)ewClientOrderId$/i.test(name)) return new ExchangeError(-1118, 'New client order ID was empty.');
  if (/^(cancelO|o)rigClientOrderId$/i.test(name)) {
    return new ExchangeError(-1119, 'Original client order ID was empty.');
  }
  return refuse.emptyParameter(name);
}

/** What nobody reads is refused: on REST with both counts, on the WebSocket API as unknown. */
function checkUnread(form: Form, table: ParameterTable, signed: boolean): void {
  const names = [...form.fields.keys()];
  const read = names.filter((name) => Object.hasOwn(table, name) || (signed && ENVELOPE.has(name)));
  if (read.length === names.length) return;
  throw form.face === 'WS' ? refuse.unknownParameter() : refuse.unread(read.length, names.length);
}
