/**
 * Checks the arguments of `WebSocket.close` as a browser does.
 *
 * @throws {DOMException} if the code or the reason is not allowed
 */
export function checkClose(code: number | undefined, reason: string): void {
  if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw new DOMException(`code: expected 1000 or 3000 to 4999, got ${code}`, 'InvalidAccessError');
  }
  if (new TextEncoder().encode(reason).length > 123) {
    throw new DOMException('reason: expected at most 123 bytes', 'SyntaxError');
  }
}
