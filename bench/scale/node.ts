import type { Environment } from '@pkg/core';
import type { DepthCache } from '@pkg/streams';
import { lineOf, watchWholeMarket } from './whole-market.js';

/**
 * Prints the state of the market until all books have been live for `seconds`. Then prints the share of a processor
 * core that this process used.
 */
export async function watchInNode(environment: Environment, seconds: number): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  let steady: { at: number; cpu: NodeJS.CpuUsage; events: number } | undefined;
  await watchWholeMarket(
    environment,
    (report) => {
      print(report.books, lineOf(report));
      if (report.allLiveAfter === undefined) return;
      if (!steady) {
        steady = { at: performance.now(), cpu: process.cpuUsage(), events: 0 };
        return;
      }
      steady.events += report.events;
      if (performance.now() - steady.at > seconds * 1000) abort.abort();
    },
    abort.signal,
  );
  if (!steady) return;
  const wall = performance.now() - steady.at;
  const { user, system } = process.cpuUsage(steady.cpu);
  const share = ((user + system) / wall / 10).toFixed(1);
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(`${Math.round((steady.events * 1000) / wall)} events/s on ${share} % of a core, ${memory} MiB`);
}

const CELL = 34;

/** If the output is a terminal, redraws as many books as fit into it. Otherwise prints three books in one line. */
function print(books: readonly DepthCache[], line: string): void {
  const { isTTY, columns, rows } = process.stdout;
  if (!isTTY) {
    console.log(`${line}; ${books.slice(0, 3).map(cellOf).join(', ')}`);
    return;
  }
  const across = Math.max(1, Math.floor(columns / CELL));
  const cells = books.slice(0, across * (rows - 2)).map((book) => cellOf(book).padEnd(CELL).slice(0, CELL));
  const lines = Array.from({ length: Math.ceil(cells.length / across) }, (_, row) =>
    cells.slice(row * across, (row + 1) * across).join(''),
  );
  process.stdout.write(`\x1b[H\x1b[J${[line, ...lines].join('\n')}\n`);
}

function cellOf({ symbol, status, bestBid, bestAsk }: DepthCache): string {
  return status === 'live' ? `${symbol} ${bestBid?.[0]} / ${bestAsk?.[0]}` : `${symbol} ${status}`;
}
