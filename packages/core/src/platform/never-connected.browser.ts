/** A page is not told why a request failed, so it may always have left. */
export function neverConnected(_thrown: unknown): boolean {
  return false;
}
