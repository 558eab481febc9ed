/** Shorter than this nothing is a key or a signature, and taking it out would take words out too. */
const shortest = 8;

/**
 * Text without the given secrets, as they are or percent-encoded, and without the query of any address. JSON stays JSON:
 * no quote is taken out.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length < shortest) continue;
    safe = safe.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
    // As some write JSON.
    safe = safe.replaceAll(secret.replaceAll('/', '\\/'), '***');
  }
  return safe.replace(/\?[^\s"'<>\\]+/g, '?***');
}

/** A thrown value as a cause that is safe to show: its name, code and redacted message, and nothing it holds. */
export function safeCause(thrown: unknown, secrets: readonly string[]): Error {
  const { name = 'Error', message = '', code, cause } = (thrown ?? {}) as Partial<NodeError>;
  const safe: NodeError = new Error(
    redact(String(message), secrets),
    cause ? { cause: safeCause(cause, secrets) } : {},
  );
  safe.name = String(name);
  if (typeof code === 'string') safe.code = code;
  return safe;
}

type NodeError = Error & { code?: unknown };
