/** Browsers and Workers report a failure to connect like any other failure, so nothing shows that no bytes were sent. */
export function neverConnected(_thrown: unknown): boolean {
  return false;
}
