import { expect, test } from '@playwright/test';
import { caseCount } from '../support/case-count.js';
import { startSimulator } from '../support/processes.js';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/scale.js') };

const SYMBOLS = caseCount(200, 1_500);

test(`one tab keeps the books of a market of ${SYMBOLS} symbols at 100 ms`, async ({ page }) => {
  test.setTimeout(caseCount(60_000, 600_000));
  const { rest, streams, wsApi, stop } = await startSimulator('--history', '0', '--synthetic', String(SYMBOLS));
  try {
    const problems: string[] = [];
    const connections: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    page.on('websocket', (socket) => connections.push(socket.url()));
    await openBundle(page, 'scale.ts');
    const market = await page.evaluate((environment) => window.bundle.followMarket(environment, 50), {
      name: 'simulator',
      rest,
      streams,
      wsApi,
    });
    const all = market.books;
    expect(all).toBeGreaterThan(SYMBOLS);
    expect(market).toMatchObject({ live: all, resyncs: 0, malformed: 0, different: [] });
    expect(market.compared).toBeGreaterThan(30);
    expect(connections).toHaveLength(Math.ceil(all / 1_024));
    expect(problems).toEqual([]);
  } finally {
    await stop();
  }
});
