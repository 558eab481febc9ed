/** Returns the signal itself, because no browser warns of many listeners on one signal. */
export function sharedSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  return signal;
}
