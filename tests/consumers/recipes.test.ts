import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createExchange, type Exchange, SyntheticMarket, VirtualClock } from '@pkg/simulator';
import { createCertificates, exchangeHosts, type Served, serve } from '@pkg/simulator/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks } from '../../apps/docs/test/blocks.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const page = 'apps/docs/pages/guide/other-clients.md';
/** The code of each recipe on the documentation's page about other clients, with the name of the client's package. */
const recipes = codeBlocks(page, readFileSync(here(`../../${page}`), 'utf8'))
  .filter(({ language }) => language === 'js')
  .map(({ label, code }) => [label, code] as const);

// The recipes are written to this folder, from which their imports find the packages.
const folder = here(`../node_modules/.cache/recipes-${process.pid}`);
const authorityFile = join(folder, 'authority.pem');

let exchange: Exchange;
let market: SyntheticMarket;
let served: Served[];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  exchange = createExchange({ clock: new VirtualClock({ start: Date.now() }) });
  exchange.createAccount({ apiKey: 'K', apiSecret: 'S', balances: { USDT: '1000000', BTC: '10' } });
  market = new SyntheticMarket(exchange, { symbols: ['BTCUSDT'] });
  market.start();
  const { authority, ...tls } = createCertificates();
  writeFileSync(authorityFile, authority);
  served = [await serve(exchange), await serve(exchange, { tls })];
});

afterAll(async () => {
  for (const each of served) await each.close();
  market.close();
  exchange.close();
  rmSync(folder, { recursive: true });
});

/** Runs a recipe until it has printed a line that begins with `last`. Returns all lines. */
async function linesUntil(last: string, name: string, code: string): Promise<string[]> {
  const file = join(folder, `${name.replace(/\W/g, '-')}.mjs`);
  writeFileSync(file, code);
  const [http, tls] = served.map(({ port }) => port);
  const hosts = Object.values(exchangeHosts).flat();
  const child = spawn(process.execPath, ['--require', here('./hosts-entry.cjs'), file], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: authorityFile,
      HOSTS_ENTRY: JSON.stringify({ hosts, ports: { 8080: http, 443: tls, 9443: tls } }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (text) => errors.push(String(text)));
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.startsWith(last)) return lines;
    }
    throw new Error(`the recipe ended\n${lines.join('\n')}\n${errors.join('')}`);
  } finally {
    child.kill();
  }
}

describe('the recipes for other clients', () => {
  it('are there for each package of npm that the consumers test has', () => {
    expect(recipes.map(([name]) => name)).toEqual([
      'binance',
      'binance-api-node',
      'node-binance-api',
      '@binance/spot',
      'ccxt',
    ]);
  });

  it.concurrent.each(recipes)(
    'fills an order and receives trades: %s',
    async (name, code) => {
      const lines = await linesUntil('trade', name, code);
      expect(lines).toContain('FILLED');
      expect(lines.at(-1)).toMatch(/^trade BTC\/?USDT [\d.]+$/);
      expect(code.trim().split('\n').length).toBeLessThan(16);
    },
    60_000,
  );
});
