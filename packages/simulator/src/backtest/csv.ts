import type { BacktestReport, BacktestTrade, EquityPoint } from './report.js';

/** Returns the equity curve of a backtest's report as CSV, with a header: time in ms, equity, exposure, drawdown. */
export function equityCsv({ equity }: BacktestReport): string {
  return table(['time', 'equity', 'exposure', 'drawdown'] satisfies (keyof EquityPoint)[], equity);
}

/** Returns the trades of a backtest's report as CSV, with a header. */
export function tradesCsv({ trades }: BacktestReport): string {
  const columns: (keyof BacktestTrade)[] = [
    'time',
    'symbol',
    'orderId',
    'side',
    'price',
    'quantity',
    'quoteQuantity',
    'commission',
    'commissionAsset',
    'isMaker',
  ];
  return table(columns, trades);
}

function table<Row>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => row[column]).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}
