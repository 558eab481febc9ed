import { refusal } from '../../refusals/refusal.js';
import type { RestRequest } from '../connection.js';
import { jsonMembers } from './json-members.js';

/** The parameters of one request as text, and the text from which its signature is calculated. */
export type RawParameters = {
  readonly fields: ReadonlyMap<string, string>;
  /** Names of the parameters that were sent as JSON arrays, which only the WebSocket API accepts. */
  readonly arrays: ReadonlySet<string>;
  /** The text from which the signature is calculated. */
  readonly payload: string;
  readonly api: 'REST' | 'WS';
};

/**
 * Reads the parameters of the query and, unless the method is GET, of the body. If a parameter is in both, the value in
 * the query applies.
 */
export function rawRestParameters(request: RestRequest): RawParameters {
  const bodyText = request.method === 'GET' ? '' : request.body;
  const fields = new Map<string, string>();
  for (const text of [request.query, bodyText]) {
    const seen = new Set<string>();
    for (const [name, value] of pairs(text)) {
      if (seen.has(name)) throw refusal('DUPLICATE_PARAMETER');
      seen.add(name);
      if (!fields.has(name)) fields.set(name, value);
    }
  }
  return { fields, arrays: new Set(), payload: unsigned(request.query) + unsigned(bodyText), api: 'REST' };
}

/**
 * Reads the `params` of a WebSocket API request. The signature is calculated from the parameters sorted by name,
 * without URL encoding, and with numbers as the client wrote them.
 *
 * @param text the JSON text of `params`
 */
export function rawWsParameters(text: string): RawParameters {
  const fields = new Map<string, string>();
  const arrays = new Set<string>();
  const signed: [name: string, value: string][] = [];
  const seen = new Set<string>();
  for (const [name, raw] of jsonMembers(text)) {
    if (seen.has(name)) throw refusal('DUPLICATE_PARAMETER');
    seen.add(name);
    const value: string = raw.startsWith('"') ? JSON.parse(raw) : raw;
    if (name !== 'signature') signed.push([name, value]);
    if (name === 'returnRateLimits') continue;
    if (raw.startsWith('[')) arrays.add(name);
    fields.set(name, raw === 'null' ? '' : value);
  }
  const payload = signed
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  return { fields, arrays, payload, api: 'WS' };
}

function pairs(text: string): [name: string, value: string][] {
  if (text === '') return [];
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

/** Decodes a name or a value of a query or form. Malformed escapes stay as they are. */
export function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Removes the parameter `signature` from a query or form. All other bytes stay as they were sent. */
function unsigned(text: string): string {
  const at = text.indexOf('&signature=');
  // Fast path: most clients send the signature last, so everything before it is returned without splitting the text.
  if (at >= 0 && !text.startsWith('signature=') && !text.includes('&', at + 1)) return text.slice(0, at);
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}
