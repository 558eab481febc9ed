/** How many cases a test runs: the second figure with `LONG=1` in the environment, else the first. */
export function scaled(usual: number, long: number): number {
  return process.env.LONG === '1' ? long : usual;
}
