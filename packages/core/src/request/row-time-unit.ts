/**
 * Converts the start or end of a time span to the unit of a row's time, ms or µs, so that the two can be compared. The
 * times of rows have the `timeUnit` of the client, but the caller may give `bound` in either unit. When `bound` is
 * converted from ms to µs, `restOfMs` (in µs) is added: with 999 the result is the last µs of the ms.
 */
export function inUnitOfRow(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Infinity];
  if (isMicro === boundIsMicro || bound === Infinity) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}
