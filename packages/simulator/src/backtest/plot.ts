import type { BacktestReport } from './report.js';

/** Characters for eight heights of a column, the lowest first. */
const BLOCKS = [...'▁▂▃▄▅▆▇█'];

/** Options of {@link plotReport}. */
export type PlotOptions = {
  /** Width of the curve, in characters. @default 72 */
  readonly width?: number | undefined;
  /** Height of the curve, in lines of text. @default 8 */
  readonly height?: number | undefined;
};

/** Returns the report of a backtest as text for a terminal: the equity curve, and below it the main figures. */
export function plotReport(report: BacktestReport, { width = 72, height = 8 }: PlotOptions = {}): string {
  const values = columnsOf(
    report.equity.map(({ equity }) => Number(equity)),
    width,
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const levels = height * BLOCKS.length;
  const heights = values.map((value) =>
    high === low ? 1 : 1 + Math.round(((value - low) / (high - low)) * (levels - 1)),
  );
  const lines = Array.from({ length: height }, (_, index) => {
    const base = (height - 1 - index) * BLOCKS.length;
    const text = heights.map((each) =>
      each <= base ? ' ' : (BLOCKS[Math.min(each - base, BLOCKS.length) - 1] as string),
    );
    const label = index === 0 ? high : index === height - 1 ? low : undefined;
    return `${text.join('').padEnd(width)} ${label === undefined ? '' : label.toFixed(2)}`.trimEnd();
  });
  return `${[...lines, '', ...figuresOf(report).map(([name, value]) => `${name.padEnd(14)} ${value}`)].join('\n')}\n`;
}

/** Returns the main figures of the report of a backtest, each with its name. */
export function figuresOf(report: BacktestReport): [name: string, value: string][] {
  const { asset, maxDrawdown, exposure, fees, orders, trades } = report;
  const time = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  const refused = Object.entries(orders.refused).map(([code, count]) => `${count} times ${code}`);
  const shares = Object.entries(report.markets).map(([symbol, { ownShare }]) => `${percent(ownShare)} of ${symbol}`);
  return [
    ['from', time(report.start)],
    ['to', time(report.end)],
    ['equity', `${report.startEquity} -> ${report.endEquity} ${asset}`],
    ['profit', `${report.profit} ${asset} (${percent(report.profitRatio)})`],
    ['max. drawdown', `${maxDrawdown.amount} ${asset} (${percent(maxDrawdown.ratio)}) at ${time(maxDrawdown.time)}`],
    ['exposure', `${percent(exposure.average)} on average, at most ${percent(exposure.most)}`],
    ['fees', `${fees.value} ${asset}`],
    ['trades', `${trades.length}`],
    [
      'orders',
      `${orders.placed} placed, ${orders.filled} filled, ${orders.canceled} cancelled, ${orders.expired} expired`,
    ],
    ['refused', refused.length > 0 ? refused.join(', ') : 'none'],
    ['own volume', shares.join(', ')],
  ];
}

const percent = (ratio: string): string => `${(Number(ratio) * 100).toFixed(2)} %`;

/** Divides the values into at most `width` parts, one for each column, and returns the last value of each part. */
function columnsOf(values: readonly number[], width: number): number[] {
  if (values.length <= width) return [...values];
  return Array.from(
    { length: width },
    (_, column) => values[Math.floor(((column + 1) * values.length) / width) - 1] as number,
  );
}
