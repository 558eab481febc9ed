/**
 * Converts a bound to the unit of a row's time, so that paging can compare the two. Rows have the `timeUnit` of the client,
 * ms or µs, but the caller may give bounds in either unit. `restOfMs` is added to a bound that is converted to µs.
 */
export function inUnitOfRow(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Infinity];
  if (isMicro === boundIsMicro || bound === Infinity) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}
