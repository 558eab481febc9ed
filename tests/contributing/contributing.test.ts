import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filter, operation, panel, parameter, stream } from './additions.js';
import { Copy } from './copy.js';

const usage = `
import { type BinanceApiError, type BinanceOrderError, createClient, createSpotClient } from '@pkg/core';
import { getGreeting, getMarketMood, getOrderBook } from '@pkg/core/operations';
import type { GetMarketMoodAnswer, GetMarketMoodParams, MaxLotsFilter } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager, type TradeCountEvent, tradeCount } from '@pkg/streams';
import type { Answers } from '../../../tests/contract/answers.js';
import type { Params } from '../../../tests/contract/params.js';
import { legal } from '../../../packages/simulator/test/legal-requests.js';
import { operationExamples } from '../../docs/generate/examples/operation-examples.js';

export const moodExample: { readonly code: string } = operationExamples.getMarketMood;
export const moodRequests: unknown = legal['market.mood'];

export async function useOperations(): Promise<{ greeting: string; url: string; mood: unknown; code: unknown }> {
  const { environment } = createExchange({ seed: 1, symbols: ['BNBBTC'] });
  let url = '';
  const fetch: typeof globalThis.fetch = (input, init) => {
    url = new Request(input, init).url;
    return (environment.fetch ?? globalThis.fetch)(input, init);
  };
  const client = createClient({
    operations: { getGreeting, getMarketMood, getOrderBook },
    environment: { ...environment, fetch },
  });
  const { greeting } = await client.getGreeting({ symbol: 'BNBBTC' });
  const params: GetMarketMoodParams & Params['getMarketMood'] = { symbol: 'BNBBTC' };
  const mood: GetMarketMoodAnswer & Answers['getMarketMood'] = await client.getMarketMood(params);
  const code = await client.getMarketMood({ symbol: 'NOPE' }).catch((error: BinanceApiError) => error.code);
  await client.getOrderBook({ symbol: 'BNBBTC', depthType: 'NEW' }).catch(() => undefined);
  client.close();
  return { greeting, url, mood, code };
}

export async function useStream(): Promise<TradeCountEvent[]> {
  const exchange = createExchange({ symbols: ['BNBBTC'] });
  exchange.setBook('BNBBTC', { bids: [['0.00999', '5']], asks: [['0.01001', '5']] });
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock: exchange.clock });
  const events: TradeCountEvent[] = [];
  await exchange.run(manager.subscribe(tradeCount('BNBBTC'), (event) => events.push(event)));
  exchange.trade('BNBBTC', { price: '0.01', quantity: '1' });
  await exchange.advance(1000);
  await manager.close();
  return events;
}

export async function useFilter(): Promise<{ here: unknown; there: unknown; placed: string }> {
  const maxLots: MaxLotsFilter = { filterType: 'MAX_LOTS', maxLots: '5' };
  const info = createExchange({ symbols: ['BNBBTC'] }).engine.symbol('BNBBTC');
  if (!info) throw new Error('no BNBBTC');
  const exchange = createExchange({ symbols: [{ ...info, filters: [...info.filters, maxLots] }] });
  const client = exchange.createAccount({ balances: { BTC: '10' } }).createClient(createSpotClient);
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '0.01' } as const;
  const here = await client.createOrder({ ...order, quantity: '6' }).catch(({ problems }: BinanceOrderError) => problems);
  const there = await client
    .createOrder({ ...order, quantity: '6' }, { validate: false })
    .catch(({ message }: Error) => message);
  const { status } = await client.createOrder({ ...order, quantity: '5' });
  client.close();
  return { here, there, placed: status };
}
`;

const panelUsage = `
import { signal } from '@preact/signals';
import { render } from 'preact';
import type { Market } from './session/index.js';
import { PricePanel } from './shell/price-panel.js';

/** Shows a price, and then another one. Needs a document. */
export async function show(): Promise<string[]> {
  const lastPrice = signal<string | undefined>('61000.5');
  const market = { lastPrice, quote: 'USDT' } as unknown as Market;
  const root = document.createElement('div');
  render(<PricePanel market={market} />, root);
  const shown = [root.querySelector('.big-price p')?.textContent ?? ''];
  lastPrice.value = '62000';
  await new Promise((resolve) => setTimeout(resolve, 50));
  return [...shown, root.querySelector('.big-price p')?.textContent ?? ''];
}
`;

/** The DOM implementation that the React example's tests use. */
const happyDom = createRequire(new URL('../../examples/react/package.json', import.meta.url)).resolve('happy-dom');

type Usage = {
  readonly moodExample: { readonly code: string };
  readonly moodRequests: unknown;
  useOperations(): Promise<{ greeting: string; url: string; mood: unknown; code: unknown }>;
  useStream(): Promise<unknown[]>;
  useFilter(): Promise<{ here: unknown; there: unknown; placed: string }>;
};

// The compiler takes seconds for the whole copy of the sources, so it checks all additions together, in two runs.
describe('what CONTRIBUTING.md says', () => {
  const copy = new Copy();
  let used: Usage;
  let firstErrors = '';
  let edited: string[] = [];
  let errors = '';
  let printed = '';

  beforeAll(() => {
    for (const addition of [operation, stream, filter]) addition.declare(copy);
    firstErrors = copy.compile();
    for (const addition of [operation, stream, filter]) addition.complete(copy);
    parameter.add(copy);
    panel.add(copy);
    expect(copy.script('new-operation.mjs', 'GET', 'api/v3/x').stderr).toBe(
      "path: expected a path such as /api/v3/x, got 'api/v3/x'\n",
    );
    const mood = copy.script('new-operation.mjs', 'GET', '/api/v3/market/mood');
    expect(mood).toMatchObject({ status: 0, stderr: '' });
    printed = mood.stdout;
    // The names of this operation are so long that the formatter breaks the lines that contain them.
    const long = [
      'GET',
      '/api/v3/account/longestHistoryOfEverything',
      '--security',
      'USER_DATA',
      '--ws',
      'account.long',
    ];
    expect(copy.script('new-operation.mjs', ...long)).toMatchObject({ status: 0, stderr: '' });
    edited = [...copy.edited];
    copy.write('apps/demo/src/usage.ts', usage);
    copy.write('apps/demo/src/panel-usage.tsx', panelUsage);
    const documented = ['operations/index.ts', 'answers/index.ts', 'filters.ts', 'streams.ts'];
    errors = copy.compile(...documented.map((path) => `tests/documented/${path}`));
  }, 120_000);
  afterAll(() => copy.remove());

  it('does not compile with a step left out, and the compiler names the place', () => {
    expect(firstErrors).toMatch(/protocol\/router\.ts.*Property 'getGreeting' is missing/);
    expect(firstErrors).toMatch(/examples\/operation-examples\.ts.*Property 'getGreeting' is missing/);
    expect(firstErrors).toMatch(/streams\/stream-hub\.ts.*lacks ending return statement/);
    expect(firstErrors).toMatch(/examples\/stream-examples\.ts.*Property 'tradeCount' is missing/);
    expect(firstErrors).toMatch(/rules\/filters\/registry\.ts.*Property 'MAX_LOTS' is missing/s);
    expect(firstErrors).toMatch(/model\/filters\/symbol-filters\.ts.*lacks ending return statement/);
    expect(firstErrors).toMatch(/exchange\/read-exchange-info\.ts.*Property 'MAX_LOTS' is missing/);
    expect(firstErrors.match(/error TS/g)).toHaveLength(7);
  });

  it('names every file that was edited, or its folder', () => {
    const guide = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
    // The guide names the subfolders of `operations` with a placeholder, `packages/core/src/operations/<area>/`. So it
    // names every file below `operations`.
    const areas = 'packages/core/src/operations/';
    const named = (path: string): boolean =>
      guide.includes(basename(path)) || guide.includes(`${dirname(path)}/`) || path.startsWith(areas);
    expect(edited.length).toBeGreaterThan(15);
    expect(edited.filter((path) => !named(path))).toEqual([]);
  });

  it('compiles and is accepted by the linter with every step done', async () => {
    expect(errors).toBe('');
    const fromScript = ['market/index.ts', 'market/get-market-mood.ts'].map(
      (path) => `packages/core/src/operations/${path}`,
    );
    const handlers = 'packages/simulator/src/protocol/handlers';
    const others = [
      'tests/documented',
      'tests/contract',
      'tests/simulator',
      'packages/simulator/test',
      'apps/docs/generate',
    ];
    expect(copy.lint(...fromScript, `${handlers}/get-market-mood.ts`, ...others)).toBe('');
    const withLongNames = edited.filter((path) => path.includes('longest-history'));
    expect(withLongNames).toHaveLength(3);
    expect(copy.lint(...withLongNames)).toBe('');
    // `--write` formats the edited files first, as a contributor would do.
    expect(copy.lint('--write', ...edited)).toBe('');
    used = await copy.load('apps/demo/src/usage.ts');
  });

  it('adds an operation, by hand and by the script, and a parameter', async () => {
    const { greeting, url, mood, code } = await used.useOperations();
    expect(greeting).toBe('Hello BNBBTC');
    expect(new URL(url).searchParams.get('depthType')).toBe('NEW');
    expect([mood, code]).toEqual([{ symbol: 'BNBBTC' }, -1121]);
    expect(used.moodExample.code).toContain("client.getMarketMood({ symbol: 'BNBBTC' })");
    expect(used.moodRequests).toEqual([{ symbol: 'BTCUSDT' }]);
    const calls = readFileSync(copy.path('tests/simulator/every-answer.test.ts'), 'utf8');
    expect(calls).toContain("  await api.call('getMarketMood', { symbol: B });\n");
    expect(calls).toContain("  await api.call('getAccountLongestHistoryOfEverything', { symbol: B }, key);\n");
  });

  it('begins a test of the simulated answer, which fails until it is written', () => {
    const test = 'packages/simulator/src/protocol/handlers/get-market-mood.test.ts';
    expect(edited).toContain(test);
    const output = copy.test(test);
    expect(output).toContain('answers getMarketMood as documented');
    expect(output).toMatch(/expected \{ symbol: 'BNBBTC' \} to deeply equal 'the expected answer of getMarketMood'/);
    expect(printed).toContain(`the expected answer in ${test}, which fails until then`);
  });

  it('is refused by the script for an operation that exists, before anything is written', () => {
    const refusal = (...args: string[]): string => {
      const { status, stderr } = copy.script('new-operation.mjs', ...args);
      expect(status).toBe(1);
      return stderr;
    };
    const before = [...copy.edited];
    const market = 'packages/core/src/operations/market';
    expect(refusal('GET', '/api/v3/avgPrice')).toBe(
      `GET /api/v3/avgPrice is the route of getAveragePrice in ${market}/prices.ts\n`,
    );
    expect(refusal('GET', '/api/v3/market/mood')).toContain(`getMarketMood in ${market}/get-market-mood.ts`);
    expect(refusal('GET', '/api/v3/y', '--name', 'getKlines')).toBe(
      `--name: there is already getKlines in ${market}/klines.ts\n`,
    );
    expect(refusal('GET', '/api/v3/y', '--ws', 'trades.recent')).toBe(
      `--ws: trades.recent is the WebSocket API method of getRecentTrades in ${market}/trades.ts\n`,
    );
    expect(refusal('GET', '/api/v3/y', '--ws', 'none')).toContain('so an operation of the packages needs one');
    expect([...copy.edited]).toEqual(before);
  });

  it('is described by the help of the script, and an unknown option is an error with this help', () => {
    const help = copy.script('new-operation.mjs', '--help');
    expect([help.status, help.stderr]).toEqual([0, '']);
    for (const option of ['name', 'ws', 'area', 'security', 'weight', 'help']) {
      expect(help.stdout).toContain(`\n  --${option} `);
    }
    const usage = help.stdout;
    expect(copy.script('new-operation.mjs')).toMatchObject({ status: 1, stdout: '', stderr: usage });
    expect(copy.script('new-operation.mjs', 'GET', '/api/v3/y', '--wight', '2')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `Unknown option '--wight'\n\n${usage}`,
    });
  });

  it('prints what the page of the site shows, and names the command with every test of an operation', () => {
    const page = readFileSync(new URL('../../apps/docs/pages/guide/contributing.md', import.meta.url), 'utf8');
    const shown = printed.replaceAll('getMarketMood', 'getGreeting').replaceAll('get-market-mood', 'get-greeting');
    expect(page).toContain(shown.replaceAll('market.mood', 'greeting'));
    const command = printed.trimEnd().split('\n').at(-1) ?? '';
    expect(page).toContain(`\n${command}\n`);
    for (const part of ['lint', 'tests/simulator/every-answer', 'packages/simulator/src/protocol']) {
      expect(command).toContain(part);
    }
  });

  it('leaves no number of operations in the documents that an addition makes wrong', () => {
    const guides = new URL('../../apps/docs/pages/guide/', import.meta.url);
    const paths = [
      ...['README.md', 'ARCHITECTURE.md', 'packages/core/README.md'].map(
        (path) => new URL(`../../${path}`, import.meta.url),
      ),
      ...readdirSync(guides).map((path) => new URL(path, guides)),
    ];
    const counts = /\b\d+ (?:REST |WebSocket API |documented )?(?:operations|routes|client methods)\b/;
    expect(paths.filter((path) => counts.test(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('adds a stream', async () => {
    expect(await used.useStream()).toEqual([{ e: 'tradeCount', s: 'BNBBTC', n: 1 }]);
  });

  it('adds a filter to the client and to the simulated exchange', async () => {
    const { here, there, placed } = await used.useFilter();
    expect(here).toMatchObject([{ filter: 'MAX_LOTS', param: 'quantity', value: '6' }]);
    expect(there).toContain('Filter failure: MAX_LOTS');
    expect(placed).toBe('NEW');
  });

  it('adds a panel to the demo', async () => {
    const { Window } = (await import(happyDom)) as { Window: new () => { document: Document } };
    Object.assign(globalThis, { document: new Window().document });
    const { show } = await copy.load<{ show(): Promise<string[]> }>('apps/demo/src/panel-usage.tsx');
    expect(await show()).toEqual(['61000.5 USDT', '62000 USDT']);
  });
});
