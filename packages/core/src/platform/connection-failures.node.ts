/** Error codes that prove that nothing was sent: there was no connection, or the certificate was not trusted. */
const codes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|CRL_\w+|\w*CERTIFICATE\w*|\w*_CERT(?:_\w+)?|UNABLE_TO_\w+|ERROR_IN_C\w+_FIELD|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/;

/**
 * Error messages that prove that nothing was sent, for errors without a code: failed TLS handshakes in Node and Bun,
 * and all failures in Deno.
 */
const messages =
  /before secure TLS connection was established$|^EPROTO: The TLS handshake failed|: client error \(Connect\): /;

/** Whether the error of a request proves that no connection was made. Works in Node, Bun and Deno. */
export function neverConnected(thrown: unknown): boolean {
  const failures = failuresOf(thrown);
  return failures.length > 0 && failures.every(isBeforeConnection);
}

type Failure = {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
};

function isBeforeConnection({ code, message, syscall }: Failure): boolean {
  return syscall === 'connect' || codes.test(String(code)) || messages.test(String(message));
}

/**
 * Returns the errors that caused a request to fail. If several addresses were tried, returns the error of each attempt
 * instead of the aggregate error.
 */
function failuresOf(thrown: unknown): Failure[] {
  const error = (thrown ?? {}) as Failure;
  if (Array.isArray(error.errors) && error.errors.length > 0) return error.errors.flatMap(failuresOf);
  const own = typeof error.code === 'string' || messages.test(String(error.message)) ? [error] : [];
  return error.cause ? [...own, ...failuresOf(error.cause)] : own;
}
