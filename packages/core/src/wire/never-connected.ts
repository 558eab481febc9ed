/** Failures to connect: nothing can have left. */
const codes = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*CERTIFICATE.*|.*_CERT.*)$/;

/** Whether a request failed before there was a connection, by the codes that Node and its like give. */
export function neverConnected(thrown: unknown): boolean {
  return codesOf(thrown).some((code) => codes.test(code));
}

/** The codes of an error, its causes and, where several addresses were tried, of every try. */
function codesOf(thrown: unknown): string[] {
  const { code, cause, errors } = (thrown ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  return [
    ...(typeof code === 'string' ? [code] : []),
    ...(cause ? codesOf(cause) : []),
    ...(Array.isArray(errors) ? errors.flatMap(codesOf) : []),
  ];
}
