export { watchRequest } from './undici-requests.node.js';

/**
 * The error codes of failures after which certainly nothing was sent: no connection, or a certificate that is not
 * trusted.
 */
const codes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|CRL_\w+|\w*CERTIFICATE\w*|\w*_CERT(?:_\w+)?|UNABLE_TO_\w+|ERROR_IN_C\w+_FIELD|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/;

/**
 * The messages of the same failures where they have no code: failed TLS handshakes in Node and Bun, and all failures in
 * Deno.
 */
const messages =
  /before secure TLS connection was established$|^EPROTO: The TLS handshake failed|: client error \(Connect\): /;

/** Whether a request failed before it had a connection, judged by the errors of Node, Bun and Deno. */
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
 * Returns the errors that caused a request to fail. If several addresses were tried, these are the errors of each
 * attempt, not the aggregate error.
 */
function failuresOf(thrown: unknown): Failure[] {
  const error = (thrown ?? {}) as Failure;
  if (Array.isArray(error.errors) && error.errors.length > 0) return error.errors.flatMap(failuresOf);
  const own = typeof error.code === 'string' || messages.test(String(error.message)) ? [error] : [];
  return error.cause ? [...own, ...failuresOf(error.cause)] : own;
}
