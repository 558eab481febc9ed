import { type Refusal, refusal } from '../../refusals/refusal.js';
import type { ParameterTable, Values } from './parameter-types.js';
import type { RawParameters } from './raw-parameters.js';

/** Parameters that authenticate a request. They are not parameters of the operation. */
export const AUTHENTICATION: ReadonlySet<string> = new Set(['apiKey', 'signature', 'timestamp', 'recvWindow']);

/**
 * Reads and checks the parameters that a handler expects.
 *
 * @param signed whether the request may have the parameters that authenticate it
 */
export function readParameters<P extends ParameterTable>(raw: RawParameters, table: P, signed: boolean): Values<P> {
  const values: Record<string, unknown> = {};
  const entries = entriesOf(table);
  if (entries.length === 0 && !signed && raw.fields.size > 0)
    throw refusal('TOO_MANY_PARAMETERS', { expected: 0, received: raw.fields.size });
  for (const [name, parameter] of entries) {
    const text = raw.fields.get(name);
    if (text === undefined) {
      if (parameter.required) throw refusal('MISSING_PARAMETER', { name });
      continue;
    }
    if (text === '') throw empty(name);
    if (raw.api === 'WS' && parameter.array && !raw.arrays.has(name)) throw refusal('INVALID_PARAMETER', { name });
    values[name] = parameter.read(text, name);
  }
  checkUnread(raw, table, signed);
  return values as Values<P>;
}

type Entries = readonly (readonly [name: string, parameter: ParameterTable[string]])[];

/** The `Object.entries` of each parameter table, cached because every request reads the entries of a table. */
const tables = new WeakMap<ParameterTable, Entries>();

function entriesOf(table: ParameterTable): Entries {
  let entries = tables.get(table);
  if (!entries) {
    entries = Object.entries(table);
    tables.set(table, entries);
  }
  return entries;
}

function empty(name: string): Refusal {
  if (/^(cancelN|n)ewClientOrderId$/i.test(name)) return refusal('EMPTY_NEW_CLIENT_ORDER_ID');
  if (/^(cancelO|o)rigClientOrderId$/i.test(name)) {
    return refusal('EMPTY_ORIG_CLIENT_ORDER_ID');
  }
  return refusal('EMPTY_PARAMETER', { name });
}

/**
 * Refuses a request with parameters that the handler does not read. The refusal of REST has the numbers of sent and of
 * read parameters. The refusal of the WebSocket API only says that there are unknown parameters.
 */
function checkUnread(raw: RawParameters, table: ParameterTable, signed: boolean): void {
  const sent = raw.fields.size;
  let read = 0;
  for (const name of raw.fields.keys()) {
    if (Object.hasOwn(table, name) || (signed && AUTHENTICATION.has(name))) read += 1;
  }
  if (read === sent) return;
  throw raw.api === 'WS' ? refusal('UNKNOWN_PARAMETER') : refusal('UNREAD_PARAMETERS', { read, sent });
}
