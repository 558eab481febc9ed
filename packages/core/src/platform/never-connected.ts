/** Error codes of a failure to connect, after which nothing can have been sent. */
const codes = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*CERTIFICATE.*|.*_CERT.*)$/;

/** Whether a request failed before there was a connection, by the error codes of Node. A browser gives none, so there it is false. */
export function neverConnected(thrown: unknown): boolean {
  const failures = failuresOf(thrown);
  return failures.length > 0 && failures.every(({ code, syscall }) => syscall === 'connect' || codes.test(code));
}

type Failure = { readonly code: string; readonly syscall?: unknown };

/** Everything with a code among an error, its causes and, if several addresses were tried, the error of every try. */
function failuresOf(thrown: unknown): Failure[] {
  const error = (thrown ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  return [
    ...(typeof error.code === 'string' ? [error as Failure] : []),
    ...(error.cause ? failuresOf(error.cause) : []),
    ...(Array.isArray(error.errors) ? error.errors.flatMap(failuresOf) : []),
  ];
}
