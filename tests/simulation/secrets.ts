import { inspect } from 'node:util';

/**
 * API keys, secrets and HMAC signatures of the simulation have 64 letters and digits, and Ed25519 signatures have 88
 * characters of Base64. No other text in the simulation has as many in a row.
 */
const SECRET = /[0-9A-Za-z]{64}|[0-9A-Za-z+/]{80}/;

/** How many different errors of a run are searched for secrets. */
const CHECKED_ERRORS = 40;

/** Whether a text, such as a log message, contains a secret. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/** Returns a function that calls `fail` if an error contains a secret. `what` says to what the error belongs. */
export function createErrorCheck(fail: (text: string) => void): (what: string, error: unknown) => void {
  const seen = new Set<string>();
  return (what, error) => {
    const key = String(error).replace(/\d+/g, '');
    if (seen.size >= CHECKED_ERRORS || seen.has(key)) return;
    seen.add(key);
    const where = secretIn(error);
    if (where) fail(`${what}: a secret is in the error (${where})`);
  };
}

/** Returns which part of an error contains a secret; undefined if none does. */
function secretIn(error: unknown): string | undefined {
  if (SECRET.test(String(error))) return 'message';
  if (SECRET.test(String(Object(error).stack))) return 'stack';
  try {
    if (SECRET.test(JSON.stringify(error) ?? '')) return 'JSON';
  } catch {
    // If `JSON.stringify` throws, the error has no JSON form in which a secret could leak.
  }
  return SECRET.test(inspect(error, { depth: 6 })) ? 'inspect' : undefined;
}
