import type { RestRequest } from '../connection.js';
import * as refuse from './refusals.js';

/** The parameters of one request, as text, and what its signature is over. */
export type Form = {
  readonly fields: ReadonlyMap<string, string>;
  /** Sent on the WebSocket API as a JSON array. */
  readonly arrays: ReadonlySet<string>;
  /** The text a signature must be over. */
  readonly payload: string;
  readonly face: 'REST' | 'WS';
};

/** Reads query and body; where both have a parameter the query's counts. */
export function restForm(request: RestRequest): Form {
  const query = pairs(request.query);
  const body = pairs(request.body);
  const fields = new Map<string, string>();
  for (const part of [query, body]) {
    const seen = new Set<string>();
    for (const [name, value] of part) {
      if (seen.has(name)) throw refuse.duplicateParameter();
      seen.add(name);
      if (!fields.has(name)) fields.set(name, value);
    }
  }
  return { fields, arrays: new Set(), payload: unsigned(request.query) + unsigned(request.body), face: 'REST' };
}

/** Reads the `params` of a WebSocket API request; they are signed sorted by name, and not encoded. */
export function wsForm(params: Readonly<Record<string, unknown>>): Form {
  const fields = new Map<string, string>();
  const arrays = new Set<string>();
  for (const [name, value] of Object.entries(params)) {
    if (name === 'returnRateLimits') continue;
    if (Array.isArray(value)) arrays.add(name);
    fields.set(name, value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const payload = Object.entries(params)
    .filter(([name]) => name !== 'signature')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('&');
  return { fields, arrays, payload, face: 'WS' };
}

function pairs(text: string): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** The text without its `signature`, byte for byte as it was sent. */
function unsigned(text: string): string {
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}
