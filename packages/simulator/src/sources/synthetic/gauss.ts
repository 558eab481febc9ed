/** Returns a normally distributed random number, by the Box-Muller method. */
export function gauss({ next }: { next(): number }): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
