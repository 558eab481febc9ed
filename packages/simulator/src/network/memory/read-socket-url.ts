/**
 * Checks the URL of a socket as a browser does.
 *
 * @returns the URL in its normal form
 * @throws {DOMException} if the URL is malformed, or has a protocol other than ws: and wss:
 */
export function readSocketUrl(url: string | URL): string {
  try {
    const parsed = new URL(url);
    if (parsed.protocol === 'ws:' || parsed.protocol === 'wss:') return parsed.href;
  } catch {
    // The DOM throws the same error for a malformed URL and for another protocol.
  }
  throw new DOMException(`url: expected a ws: or wss: URL, got '${url}'`, 'SyntaxError');
}
