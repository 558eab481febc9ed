import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createExchange, type Exchange, readRecording, SyntheticMarket, VirtualClock } from '@pkg/simulator';
import { createCertificates, exchangeHosts, type Served, serve } from '@pkg/simulator/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyExample, installPacked } from '../support/packed.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder = '';
let exchange: Exchange;
let market: SyntheticMarket;
let served: Served;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = installPacked();
  exchange = createExchange({ clock: new VirtualClock({ start: Date.now() }) });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '1000000', BNB: '1000' } });
  market = new SyntheticMarket(exchange);
  market.start();
  const { authority, ...tls } = createCertificates();
  served = await serve(exchange, { tls });
  writeFileSync(join(folder, 'authority.pem'), authority);
  const hosts = Object.values(exchangeHosts).flat();
  env = {
    ...process.env,
    // The examples call the live exchange and the test network. In their processes these names lead to this exchange.
    NODE_OPTIONS: `--require ${here('../consumers/hosts-entry.cjs')}`,
    HOSTS_ENTRY: JSON.stringify({ hosts, ports: { 443: served.port, 9443: served.port } }),
    NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
    BINANCE_KEY: apiKey,
    BINANCE_SECRET: apiSecret,
    PATH: [here('../../node_modules/.bin'), process.env.PATH].join(delimiter),
  };
}, 120_000);

afterAll(async () => {
  await served?.close();
  market?.close();
  exchange?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An example that was started by the command of `npm start`. */
class Started {
  readonly folder: string;
  readonly #child: ChildProcess;
  output = '';

  constructor(name: string, args = '') {
    this.folder = copyExample(folder, name);
    const { scripts } = JSON.parse(readFileSync(join(this.folder, 'package.json'), 'utf8'));
    // `exec` replaces the shell by the example, so that the example gets the signal and its exit code is returned.
    const command = `${scripts.start} ${args}`.replace('&& node', '&& exec node');
    this.#child = spawn(command, { cwd: this.folder, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (text) => {
        this.output += text;
      });
  }

  /** Resolves when the example has printed a text. */
  async printed(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null) throw new Error(`the example ended: ${this.output}`);
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), once(this.#child, 'exit')]);
    }
  }

  /** Presses Ctrl+C, unless the example has ended. Resolves with the exit code. */
  async ended({ interrupt = true } = {}): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const exit = once(this.#child, 'exit');
    if (interrupt) this.#child.kill('SIGINT');
    const [code] = await exit;
    return code;
  }
}

describe.concurrent('npm start of the example', () => {
  it('market-maker quotes both sides, and leaves no order open', async () => {
    const example = new Started('market-maker');
    await example.printed('quoting BNBUSDT');
    expect(await example.ended()).toBe(0);
    const account = exchange.engine.accounts().findLast(({ house }) => !house);
    expect(exchange.engine.openOrders(account?.id ?? 0)).toEqual([]);
    expect(exchange.engine.allOrders(account?.id ?? 0, { symbol: 'BNBUSDT' }).length).toBeGreaterThan(1);
  });

  it('market-recorder writes a recording', async () => {
    const example = new Started('market-recorder', 'BTCUSDT btcusdt.txt');
    await example.printed('recording BTCUSDT to btcusdt.txt');
    expect(await example.ended()).toBe(0);
    const recording = readRecording(readFileSync(join(example.folder, 'btcusdt.txt'), 'utf8'));
    expect(recording).toBeDefined();
  });

  it('whole-market follows the books', async () => {
    const example = new Started('whole-market', 'USDT');
    await example.printed('books are live');
    expect(example.output).toMatch(/^([1-9]) of \1 books are live$/m);
    expect(await example.ended()).toBe(0);
  });

  it('backtest-grid writes its reports', async () => {
    const files = mkdtempSync(join(tmpdir(), 'candles-'));
    // Ten candles of a minute, whose prices cross two lines of the grid.
    const candles = Array.from({ length: 10 }, (_, index) => {
      const time = Date.UTC(2024, 7, 1) + index * 60_000;
      return `${time},59000,60500,58500,60000,10,${time + 59_999},600000,20,5,300000,0`;
    });
    writeFileSync(join(files, 'candles.csv'), `${candles.join('\n')}\n`);
    const example = new Started('backtest-grid', `${join(files, 'candles.csv')} 58000 1000 4`);
    expect([await example.ended({ interrupt: false }), example.output]).toEqual([0, expect.stringContaining('\n')]);
    for (const name of ['report.json', 'report.html', 'equity.csv', 'trades.csv'])
      expect(existsSync(join(example.folder, name)), name).toBe(true);
    rmSync(files, { recursive: true });
  });
});
