import { figuresOf } from './plot.js';
import type { BacktestReport, EquityPoint } from './report.js';

const WIDTH = 960;
const HEIGHT = 240;

const STYLE = `
:root { color-scheme: light dark; --line: #1769aa; --fall: #b3261e; --soft: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; border: 1px solid var(--soft); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--soft); }
.wide { overflow-x: auto; }
`;

/**
 * Returns a backtest's report as an HTML page that needs no network: figures, equity curve, drawdown, exposure and
 * trades.
 */
export function htmlReport(report: BacktestReport, title: string = 'Backtest'): string {
  const { equity, trades } = report;
  const figures = figuresOf(report).map(
    ([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  const rows = trades.map(
    ({ time, symbol, side, price, quantity, quoteQuantity, commission, commissionAsset, isMaker }) => {
      const role = isMaker ? 'maker' : 'taker';
      const cells = [
        new Date(time).toISOString(),
        symbol,
        side,
        price,
        quantity,
        quoteQuantity,
        `${commission} ${commissionAsset}`,
        role,
      ];
      return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
    },
  );
  const heads = ['time', 'symbol', 'side', 'price', 'quantity', 'amount', 'commission', 'role'];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<table>${figures.join('')}</table>
<h2>Equity</h2>
${chart(equity, ({ equity: value }) => Number(value), 'Equity', 'var(--line)')}
<h2>Drawdown</h2>
${chart(equity, ({ drawdown }) => -Number(drawdown), 'Drawdown', 'var(--fall)')}
<h2>Exposure</h2>
${chart(equity, ({ exposure }) => Number(exposure), 'Exposure', 'var(--line)')}
<h2>Trades</h2>
<div class="wide"><table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${rows.join('')}</table></div>
</body>
</html>
`;
}

function chart(
  points: readonly EquityPoint[],
  value: (point: EquityPoint) => number,
  name: string,
  color: string,
): string {
  const values = points.map(value);
  const [low, high] = values.reduce(
    ([least, most], each) => [Math.min(least, each), Math.max(most, each)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ) as [number, number];
  const [from, to] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0];
  const x = (time: number): number => (to === from ? 0 : ((time - from) / (to - from)) * WIDTH);
  const y = (each: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - 4 - ((each - low) / (high - low)) * (HEIGHT - 8);
  const path = points
    .map(({ time }, index) => `${x(time).toFixed(1)},${y(values[index] as number).toFixed(1)}`)
    .join(' ');
  const label = `${name} from ${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><title>${label}</title><polyline fill="none" stroke="${color}" stroke-width="2" points="${path}"/></svg>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
