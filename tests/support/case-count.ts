/** The number of cases of a test: the second argument if the environment has `LONG=1`, else the first. */
export function caseCount(usual: number, long: number): number {
  return process.env.LONG === '1' ? long : usual;
}
