/** The longest text that an error keeps of another one. */
const MAX_TEXT = 2000;
/** How many causes of causes an error keeps. */
const MAX_DEPTH = 10;

/** A copy of a thrown value that is safe to show as a `cause`: its name, code and message, redacted, and no other property. */
export function safeCause(thrown: unknown, redact: (text: string) => string, depth = 0): Error {
  const read = (property: string): unknown => {
    try {
      return Object(thrown)[property];
    } catch {
      return undefined;
    }
  };
  const text = (value: unknown): string => (typeof value === 'string' ? redact(value.slice(0, MAX_TEXT)) : '');
  const cause = depth < MAX_DEPTH ? read('cause') : undefined;
  const safe: Error & { code?: string } = new Error(
    text(read('message')),
    cause ? { cause: safeCause(cause, redact, depth + 1) } : {},
  );
  safe.name = text(read('name')) || 'Error';
  const code = text(read('code'));
  if (code) safe.code = code;
  return safe;
}
