/**
 * Converts `bound`, the start or end of a time span, to the unit of `time`, the time of a row. Then the two can be
 * compared. Rows have the `timeUnit` of the client (ms or µs), but the caller may give `bound` in either unit. When
 * `bound` is converted from ms to µs, `restOfMs` µs are added: with 999 the result is the last µs of the ms.
 */
export function inUnitOfRow(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Infinity];
  if (isMicro === boundIsMicro || bound === Infinity) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}
