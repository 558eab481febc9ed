/** Failures to connect: nothing can have left. */
const codes = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*CERTIFICATE.*|.*_CERT.*)$/;

/** Whether a request failed before there was a connection, by the codes that Node and its like give. */
export function neverConnected(thrown: unknown): boolean {
  const failures = failuresOf(thrown);
  return failures.length > 0 && failures.every(({ code, syscall }) => syscall === 'connect' || codes.test(code));
}

type Failure = { readonly code: string; readonly syscall?: unknown };

/** What has a code of an error, its causes and, where several addresses were tried, of every try. */
function failuresOf(thrown: unknown): Failure[] {
  const error = (thrown ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  return [
    ...(typeof error.code === 'string' ? [error as Failure] : []),
    ...(error.cause ? failuresOf(error.cause) : []),
    ...(Array.isArray(error.errors) ? error.errors.flatMap(failuresOf) : []),
  ];
}
