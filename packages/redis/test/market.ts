import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createExchange, VirtualClock } from '@pkg/simulator';
import { type Served, serve } from '@pkg/simulator/node';
import { build } from 'esbuild';
import type { Library } from './libraries.js';
import type { TraderSettings } from './trader.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const kinds: readonly Library[] = ['redis', 'ioredis', 'iovalkey'];

/** A process of the fleet. */
export type Trader = { readonly child: ChildProcess; readonly printed: Record<string, unknown>[] };

/** An exchange with the real limits whose time runs fast, and a fleet of processes that ask for more than it allows. */
export class Market {
  /** The weight of reads in each minute, and the accepted orders in each ten seconds, by the number of the window. */
  readonly weights: Map<number, number> = new Map();
  readonly orders: Map<number, number> = new Map();
  readonly refused: string[] = [];
  readonly traders: Trader[] = [];
  readonly #served: Served;
  readonly #settings: Omit<TraderSettings, 'library'>;
  readonly #now: () => number;
  readonly #script: string;

  private constructor(served: Served, settings: Omit<TraderSettings, 'library'>, now: () => number, script: string) {
    this.#served = served;
    this.#settings = settings;
    this.#now = now;
    this.#script = script;
  }

  static async open(redis: string, speed: number): Promise<Market> {
    const startedAt = Date.now();
    const clock = new VirtualClock({ start: startedAt });
    const exchange = createExchange({ clock, symbols: ['BTCUSDT'] });
    exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
    const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '1000000000' } });
    const served = await serve(exchange, { speed });
    const script = join(mkdtempSync(join(tmpdir(), 'trader-')), 'trader.mjs');
    await build({
      entryPoints: [join(folder, 'trader.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['@pkg/source'],
      logLevel: 'error',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const keys = { apiKey, apiSecret: String(apiSecret) };
    const times = { start: clock.now(), startedAt: Date.now(), speed };
    const load = { readers: 40, writers: 12 };
    const settings = { rest: served.rest, redis, ...keys, ...times, ...load };
    const market = new Market(served, settings, () => clock.now(), script);
    exchange.journal.on(({ target, outcome, time, answer }) => {
      if (outcome !== 200) market.refused.push(`${target} ${outcome} ${answer}`);
      else if (target.includes('/depth')) add(market.weights, Math.floor(time / 60_000), 50);
      else if (target.includes('POST')) add(market.orders, Math.floor(time / 10_000), 1);
    });
    return market;
  }

  /** The exchange's time in ms. */
  get now(): number {
    return this.#now();
  }

  /** Waits until the exchange's time is `time`, in ms. */
  async until(time: number): Promise<void> {
    // The exchange runs in this process, so its own timers move its clock.
    while (this.now < time) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Starts the processes, with all libraries. */
  async start(processes: number): Promise<void> {
    const starting = Array.from({ length: processes }, async (_, at) => {
      const settings: TraderSettings = { ...this.#settings, library: kinds[at % kinds.length] ?? 'redis' };
      const child = spawn(process.execPath, [this.#script, JSON.stringify(settings)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const trader: Trader = { child, printed: [] };
      this.traders.push(trader);
      const lines = createInterface({ input: child.stdout });
      await new Promise<void>((resolve) => {
        lines.on('line', (line) => {
          const data = JSON.parse(line) as Record<string, unknown>;
          trader.printed.push(data);
          if (data.ready) resolve();
        });
      });
    });
    await Promise.all(starting);
  }

  async close(): Promise<void> {
    for (const { child } of this.traders) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await this.#served.close();
    rmSync(join(this.#script, '..'), { recursive: true, force: true });
  }
}

function add(counts: Map<number, number>, window: number, amount: number): void {
  counts.set(window, (counts.get(window) ?? 0) + amount);
}
