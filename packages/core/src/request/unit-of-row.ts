/**
 * Converts a bound to the unit of a row's time. The caller may give ms to a client that answers in µs, or the reverse.
 * `restOfMs` is added to a bound that is converted to µs.
 */
export function inUnitOfRow(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Infinity];
  if (isMicro === boundIsMicro || bound === Infinity) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}
