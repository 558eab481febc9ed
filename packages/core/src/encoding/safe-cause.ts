/** The most characters that are kept of each text of a thrown value. */
const MAX_TEXT = 2000;
/** The most levels of nested causes that an error keeps. */
const MAX_DEPTH = 10;

/**
 * Copies a thrown value, so that an error can safely show it as its `cause`. The copy has only the name, the code and
 * the message, with secrets removed.
 */
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
