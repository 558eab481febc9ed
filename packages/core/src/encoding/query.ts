import type { WireParams } from './params.js';

/** Parameters as a query string, percent-encoded, in the order given: for REST, signed exactly as it is sent. */
export function encodeQuery(params: WireParams): string {
  let query = '';
  for (const name in params) query += `${query && '&'}${encode(name)}=${encode(valueText(params[name]))}`;
  return query;
}

/** What a signature over the WebSocket API covers: the parameters sorted by name, in raw UTF-8. */
export function socketPayload(params: WireParams): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${name}=${valueText(params[name])}`)
    .join('&');
}

function valueText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Stricter than `encodeURIComponent`, so that no URL parser changes the bytes after they were signed. */
function encode(text: string): string {
  if (!/[^\w.~-]/.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
