/** Shorter text is not a key or a signature. Redacting it would redact ordinary words too. */
const minSecretLength = 8;

/**
 * Replaces the given secrets, plain or percent-encoded, and the query of every URL by `***`. Quotes are kept, so JSON
 * stays valid.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length < minSecretLength) continue;
    safe = safe.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
    // Some JSON encoders escape slashes.
    safe = safe.replaceAll(secret.replaceAll('/', '\\/'), '***');
  }
  return safe.replace(/\?[^\s"'<>\\]+/g, '?***');
}

/** A copy of a thrown value that is safe to show as a `cause`: its name, code and redacted message, and no other property. */
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
