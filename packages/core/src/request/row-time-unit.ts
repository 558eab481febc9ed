/**
 * Converts `bound`, the start or end of a time span, to the unit of `time`, so that the two can be compared. `time` is
 * the time of a row, in the `timeUnit` of the client (ms or µs). The caller may give `bound` in either unit. If `bound`
 * is converted from ms to µs, `restOfMs` (in µs) is added to the result: 0 gives the first µs of the ms, and 999 the
 * last.
 */
export function inUnitOfRow(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Infinity];
  if (isMicro === boundIsMicro || bound === Infinity) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}
