import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { type Block, codeBlocks } from '../../apps/docs/test/blocks.js';
import { docExamples } from '../../apps/docs/test/doc-examples.js';
import { bundle, openScripts } from './support.js';

// Runs the code blocks of READMEs and doc comments that need a page. apps/docs/test/run-blocks.test.ts runs all others.

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = 'packages/simulator/README.md';
const blocks = [...codeBlocks(readme, readFileSync(root + readme, 'utf8')), ...docExamples(root, 'streams')];

/** Returns the code of the only block that matches a pattern. */
function codeOf(pattern: RegExp): string {
  const found = blocks.filter(({ code }: Block) => pattern.test(code));
  expect(found.map(({ id }) => id)).toHaveLength(1);
  return found[0]?.code ?? '';
}

test('the block for msw serves the address of the live exchange', async ({ page }) => {
  const script = await bundle(`${codeOf(/'@pkg\/simulator\/msw'/)}
    import { createSpotClient } from '@pkg/core';
    const { serverTime } = await createSpotClient().getServerTime();
    document.body.append('the time is ' + (serverTime - exchange.clock.now()));`);
  await openScripts(page, { '/bundle.js': script });
  await expect(page.locator('body')).toHaveText('the time is 0');
});

test('the blocks for a worker and its page trade with each other', async ({ page }) => {
  const worker = await bundle(codeOf(/servePort\(/));
  const script = await bundle(`${codeOf(/connectPort\(/)}
    const trades = await client.getRecentTrades({ symbol: 'BTCUSDT' });
    const trade = trades.find(({ qty }) => Number(qty) === 1);
    document.body.append('traded at ' + trade?.price);`);
  await openScripts(page, { '/bundle.js': script, '/worker.js': worker });
  await expect(page.locator('body')).toHaveText('traded at 60000.00000000');
});

test('the example with React renders a component again when the book changes', async ({ page }) => {
  const code = codeOf(/from 'react'/);
  const [hook = ''] = /^import .*;$/m.exec(code) ?? [];
  const script = await bundle(`${hook}
    import { createElement } from 'react';
    import { createRoot } from 'react-dom/client';
    import { createSpotClient } from '@pkg/core';
    import { createExchange } from '@pkg/simulator';
    import { DepthCacheManager } from '@pkg/streams';
    const exchange = createExchange({ symbols: ['BTCUSDT'] });
    const setBid = (price) => exchange.setBook('BTCUSDT', { bids: [[price, '1']], asks: [['60100', '1']] });
    const client = exchange.createAccount().createClient(createSpotClient);
    const books = new DepthCacheManager(client, 'BTCUSDT');
    function Best() {
      ${code.replace(hook, '')}
      return createElement('output', null, book.status + ' ' + (book.bestBid?.[0] ?? ''));
    }
    setBid('59900');
    createRoot(document.body).render(createElement(Best));
    globalThis.move = async () => {
      setBid('59950');
      await exchange.advance(1000);
    };
    await exchange.run(books.ready());`);
  await openScripts(page, { '/bundle.js': script });
  await expect(page.locator('output')).toHaveText('live 59900.00000000');
  await page.evaluate(() => (globalThis as unknown as { move(): Promise<void> }).move());
  await expect(page.locator('output')).toHaveText('live 59950.00000000');
});
