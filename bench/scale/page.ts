// Shows the whole market in a web page: one row for each symbol, updated every second.
import type { Environment } from '@pkg/core';
import type { DepthCache } from '@pkg/streams';
import { lineOf, type MarketReport, watchWholeMarket } from './whole-market.js';

declare global {
  /**
   * `environment` has the exchange's addresses, and is set by the server of the page. `report` has the results, and is
   * read by the measuring process.
   */
  var environment: Environment;
  var report: MarketReport | undefined;
}

const summary = document.body.appendChild(document.createElement('h1'));
const market = document.body.appendChild(document.createElement('main'));
const rows = new Map<DepthCache, readonly HTMLElement[]>();

await watchWholeMarket(
  globalThis.environment,
  (report) => {
    globalThis.report = report;
    summary.textContent = lineOf(report);
    for (const book of report.books) show(book);
  },
  new AbortController().signal,
);

function show(book: DepthCache): void {
  const { symbol, status, bestBid = ['', ''], bestAsk = ['', ''] } = book;
  let row = rows.get(book);
  if (!row) {
    const line = market.appendChild(document.createElement('div'));
    row = Array.from({ length: 6 }, () => line.appendChild(document.createElement('span')));
    rows.set(book, row);
  }
  const texts = [symbol, status, bestBid[1], bestBid[0], bestAsk[0], bestAsk[1]];
  for (const [index, text] of texts.entries()) {
    const cell = row[index] as HTMLElement;
    if (cell.textContent !== text) cell.textContent = text;
  }
}
