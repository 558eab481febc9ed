import { type Refusal, refusal } from '../refusals/refusal.js';

/**
 * The SBE schemas that the live exchange supports, as `<ID>:<VERSION>`.
 *
 * @see https://github.com/binance/binance-spot-api-docs/blob/master/sbe/schemas/sbe_schema_lifecycle_prod.json
 */
const SUPPORTED: ReadonlySet<string> = new Set(['3:2', '3:3', '3:4', '3:5']);

/**
 * Returns the refusal of a REST request whose `Accept` header permits SBE but not JSON. Such a request is refused
 * because the simulator replies only in JSON. If the header also permits JSON, the client gets JSON, and the header
 * `X-MBX-SBE` is ignored.
 *
 * @see https://github.com/binance/binance-spot-api-docs/blob/master/faqs/sbe_faq.md#rest-api
 */
export function refusalOfHeaders(headers: Readonly<Record<string, string>>): Refusal | undefined {
  const accepted = (headers.accept ?? '').split(',').map((type) => type.split(';')[0]!.trim().toLowerCase());
  const acceptsJson = ['application/json', 'application/*', '*/*'].some((type) => accepted.includes(type));
  if (!accepted.includes('application/sbe') || acceptsJson) return undefined;
  const schema = headers['x-mbx-sbe'];
  if (schema !== undefined && !/^\d+:\d+$/.test(schema)) return refusal('INVALID_SBE_HEADER');
  if (schema !== undefined && !SUPPORTED.has(schema)) return refusal('UNKNOWN_SBE_SCHEMA');
  return refusal('SBE_NOT_ENABLED');
}

/**
 * Returns the refusal of a WebSocket API handshake whose URL asks for SBE.
 *
 * @see https://github.com/binance/binance-spot-api-docs/blob/master/faqs/sbe_faq.md#websocket-api
 */
export function refusalOfUrl(params: URLSearchParams): Refusal | undefined {
  const formats = new Set(params.getAll('responseFormat'));
  const [format] = formats;
  if (format === undefined || (formats.size === 1 && format === 'json')) return undefined;
  if (formats.size > 1 || format !== 'sbe') return refusal('INVALID_PARAMETER', { name: 'responseFormat' });
  const schema = `${params.get('sbeSchemaId')}:${params.get('sbeSchemaVersion')}`;
  return refusal(SUPPORTED.has(schema) ? 'SBE_NOT_ENABLED' : 'INVALID_SBE_SCHEMA');
}
