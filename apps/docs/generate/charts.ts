import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart, Results } from '../../../bench/kit/save.js';

/**
 * Replaces each code block of the language `chart` in a Markdown page with the text that `draw` returns for the chart.
 * The first line of a block names a benchmark, and the second line names one chart of its saved results. Each further
 * line, such as `old name = new name`, selects one bar and gives it a new name. Without such lines all bars are shown.
 */
export function withCharts(root: string, text: string, draw: (chart: SavedChart) => string): string {
  return text.replace(/^```chart\n([\s\S]*?)^```/gm, (_, content: string) => draw(savedChart(root, content)));
}

export type SavedChart = Chart & { readonly title: string; readonly date: string; readonly machine: string };

/** Returns the saved chart that the text of a `chart` code block names. */
export function savedChart(root: string, content: string): SavedChart {
  const [bench = '', title = '', ...names] = content.trim().split('\n');
  const file = join(root, `bench/results/${bench}.json`);
  if (!existsSync(file)) throw new Error(`there are no results of the bench ${bench}: ${file}`);
  const { charts, date, machine } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const chart = charts[title];
  if (!chart) throw new Error(`${file} has no chart '${title}', only ${Object.keys(charts).join('; ')}`);
  const bars = names.length > 0 ? names.map((line) => renamed(chart, line)) : chart.bars;
  return { ...chart, bars, title, date, machine };
}

function renamed({ bars }: Chart, line: string): Chart['bars'][number] {
  const [name = '', shown = name] = line.split(' = ');
  const bar = bars.find((each) => each.name === name);
  if (!bar) throw new Error(`the chart has no bar '${name}', only ${bars.map((each) => each.name).join('; ')}`);
  return { ...bar, name: shown };
}

/** Formats a chart as a table in Markdown. */
export function chartTable({ unit, bars }: SavedChart): string {
  const rows = bars.map(({ name, value }) => `| ${name} | ${figure(value)} |`);
  return [`|  | ${unit} |`, '| --- | ---: |', ...rows].join('\n');
}

/** Formats a chart as an HTML table, with a bar in the last column of each row. */
export function chartHtml({ unit, lessIsBetter, bars, date, machine }: SavedChart): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(
    ({ name, value }) =>
      `<tr><th scope="row">${escaped(name)}</th><td>${figure(value)}</td><td aria-hidden="true"><i style="width:${((100 * value) / longest).toFixed(1)}%"></i></td></tr>`,
  );
  const caption = `${unit}, ${lessIsBetter ? 'less' : 'more'} is better. ${date}, ${machine}`;
  return `<table class="chart"><caption>${escaped(caption)}</caption><tbody>${rows.join('')}</tbody></table>`;
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
