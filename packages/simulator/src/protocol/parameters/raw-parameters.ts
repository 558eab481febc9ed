import { refusal } from '../../refusals/refusal.js';
import type { RestRequest } from '../connection.js';
import { rawMembers } from './json-members.js';

/** The parameters of one request, as text, and what its signature is over. */
export type Form = {
  readonly fields: ReadonlyMap<string, string>;
  /** Sent on the WebSocket API as a JSON array. */
  readonly arrays: ReadonlySet<string>;
  /** The text a signature must be over. */
  readonly payload: string;
  readonly face: 'REST' | 'WS';
};

/** Reads query and body, of a GET the query only; where both have a parameter the query's counts. */
export function restForm(request: RestRequest): Form {
  const bodyText = request.method === 'GET' ? '' : request.body;
  const query = pairs(request.query);
  const body = pairs(bodyText);
  const fields = new Map<string, string>();
  for (const part of [query, body]) {
    const seen = new Set<string>();
    for (const [name, value] of part) {
      if (seen.has(name)) throw refusal('DUPLICATE_PARAMETER');
      seen.add(name);
      if (!fields.has(name)) fields.set(name, value);
    }
  }
  return { fields, arrays: new Set(), payload: unsigned(request.query) + unsigned(bodyText), face: 'REST' };
}

/**
 * Reads the `params` of a WebSocket API request; they are signed sorted by name, and not encoded. Numbers count as they
 * were written.
 *
 * @param text the JSON of the params
 */
export function wsForm(text: string): Form {
  const fields = new Map<string, string>();
  const arrays = new Set<string>();
  const signed: [name: string, value: string][] = [];
  const seen = new Set<string>();
  for (const [name, raw] of rawMembers(text)) {
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
