import { inspect } from 'node:util';

/** API keys, secrets and signatures of the simulation have 64 letters and digits. Nothing else has. */
const SECRET = /[0-9A-Za-z]{64}/;

/** Names the part of an error that contains a secret; undefined if the error contains none. */
export function secretIn(error: unknown): string | undefined {
  if (SECRET.test(String(error))) return 'message';
  if (SECRET.test(String(Object(error).stack))) return 'stack';
  try {
    if (SECRET.test(JSON.stringify(error) ?? '')) return 'JSON';
  } catch {
    // An error that cannot be written as JSON shows nothing there.
  }
  return SECRET.test(inspect(error, { depth: 6 })) ? 'inspect' : undefined;
}

/** Whether a text, such as a message for the log, has a secret. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}
