import type { WireParams } from './params.js';

/**
 * Returns parameters as a percent-encoded query string, in the given order. The signature of a REST request is computed
 * from exactly this text.
 */
export function encodeQuery(params: WireParams): string {
  let query = '';
  for (const name in params) query += `${query && '&'}${encode(name)}=${encode(valueText(params[name]))}`;
  return query;
}

/**
 * Returns the text from which the signature of a WebSocket API request is computed: the parameters sorted by name, not
 * percent-encoded.
 */
export function socketPayload(params: WireParams): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${name}=${valueText(params[name])}`)
    .join('&');
}

function valueText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Percent-encodes a text. It encodes more characters than `encodeURIComponent`, so that no URL parser changes the text
 * after it was signed.
 */
function encode(text: string): string {
  if (!/[^\w.~-]/.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
