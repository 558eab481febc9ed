const thrown = new WeakSet<object>();

/** Remembers an error that a listener of an engine has thrown. */
export function noteListenerError(error: unknown): void {
  if (typeof error === 'object' && error !== null) thrown.add(error);
}

/**
 * Whether a listener of an engine has thrown this error. If so, the command that throws the error again has been
 * carried out as a whole. For a thrown value that is not an object, the answer is always false.
 */
export const isListenerError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && thrown.has(error);
