export { watchRequest } from './undici-requests.node.js';

/** Error codes of a failure to connect, after which nothing can have been sent: no connection, or a certificate that is not trusted. */
const codes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|CRL_\w+|\w*CERTIFICATE\w*|\w*_CERT(?:_\w+)?|UNABLE_TO_\w+|ERROR_IN_C\w+_FIELD|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/;

/** Messages of such failures that have no code of their own: in Node and in Bun a failed TLS handshake, in Deno every failure. */
const messages =
  /before secure TLS connection was established$|^EPROTO: The TLS handshake failed|: client error \(Connect\): /;

/**
 * Whether a request failed before there was a connection, by the errors of Node, Bun and Deno.
 */
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

/** The errors that say why a request failed. If several addresses were tried, the errors of the tries count, not their sum. */
function failuresOf(thrown: unknown): Failure[] {
  const error = (thrown ?? {}) as Failure;
  if (Array.isArray(error.errors) && error.errors.length > 0) return error.errors.flatMap(failuresOf);
  const own = typeof error.code === 'string' || messages.test(String(error.message)) ? [error] : [];
  return error.cause ? [...own, ...failuresOf(error.cause)] : own;
}
