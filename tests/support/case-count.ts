/** Returns the number of cases of a test: `long` if the environment has `LONG=1`, else `usual`. */
export function caseCount(usual: number, long: number): number {
  return process.env.LONG === '1' ? long : usual;
}
