import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { machine } from './machine.js';

/** One figure for each contender, which the documentation draws as a chart. */
export type Chart = {
  /** The unit of all values. */
  readonly unit: string;
  /** Whether smaller values are better. */
  readonly lessIsBetter: boolean;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
};

/** The saved results of one benchmark. */
export type Results = {
  /** The day of the run, as YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
  /** The charts, by title. */
  readonly charts: Readonly<Record<string, Chart>>;
};

/** Adds a chart to the file named by the environment variable `BENCH_RESULTS`. Does nothing if it is not set. */
export function save(title: string, chart: Chart): void {
  const file = process.env.BENCH_RESULTS;
  if (!file) return;
  const saved = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
  const bars = chart.bars.map(({ name, value }) => ({ name, value: Number(value.toPrecision(3)) }));
  const date = new Date().toISOString().slice(0, 10);
  const results: Results = { date, machine: machine(), charts: { ...saved?.charts, [title]: { ...chart, bars } } };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
