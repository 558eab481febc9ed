import type { Figure } from './interleave.js';
import { machine } from './machine.js';
import { save } from './save.js';

/**
 * Prints the results of contenders as a table, each with its ratio to the first result. Saves the processor times of
 * the contenders as a chart.
 */
export function print(title: string, figures: readonly Figure[]): void {
  const [first] = figures;
  const width = Math.max(...figures.map(({ name }) => name.length));
  console.log(
    `\n${title}\n${machine()}\n${''.padEnd(width)}        p50 µs       ratio     wall µs       ratio      cpu µs       ratio`,
  );
  for (const { name, wall, cpu, p50 } of figures) {
    const cells = [p50, ratio(p50, first?.p50), wall, ratio(wall, first?.wall), cpu, ratio(cpu, first?.cpu)];
    console.log(
      name.padEnd(width) + cells.map((cell) => (cell === undefined ? '-' : cell.toFixed(2)).padStart(12)).join(''),
    );
  }
  const bars = figures.map(({ name, cpu }) => ({ name, value: cpu }));
  save(title, { unit: 'µs of processor time per operation', lessIsBetter: true, bars });
}

/** Prints a measured value and its limit. If the value is above the limit, the process ends with exit code 1. */
export function claim(text: string, value: number, limit: number): void {
  const holds = value <= limit;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${text}: ${value.toFixed(2)} (at most ${limit})`);
  if (!holds) process.exitCode = 1;
}

function ratio(value: number | undefined, base: number | undefined): number | undefined {
  return value === undefined || base === undefined ? undefined : value / base;
}
