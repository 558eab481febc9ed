import type { WireParams } from './params.js';

/**
 * Returns parameters as a percent-encoded query string, in the given order. This exact text is signed for a REST
 * request.
 */
export function encodeQuery(params: WireParams): string {
  let query = '';
  for (const name in params) query += `${query && '&'}${encode(name)}=${encode(valueText(params[name]))}`;
  return query;
}

/**
 * Returns the text that is signed for a WebSocket API request: the parameters sorted by name, without percent-encoding.
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
