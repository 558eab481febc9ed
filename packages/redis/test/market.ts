import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ExchangeReady, ExchangeReport } from './exchange-process.js';
import type { Library } from './libraries.js';
import type { TraderReport, TraderSettings } from './trader.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const kinds: readonly Library[] = ['redis', 'ioredis', 'iovalkey'];
/**
 * How many callers in each process read, and how many place orders. All of them call at the same time and without
 * pause.
 */
const load = { readers: 24, writers: 8 };

/** The results of a run at the simulated exchange. */
export type MarketReport = {
  /** The weight of the reads in each minute. The key is the index of the minute since the epoch. */
  readonly weights: ReadonlyMap<number, number>;
  /** The number of accepted orders in each ten seconds. The key is the index of the ten seconds since the epoch. */
  readonly orders: ReadonlyMap<number, number>;
  readonly refused: readonly string[];
  /** The longest time for which the exchange, or a process of the fleet, was too busy to react, in ms of real time. */
  readonly lag: { readonly exchange: number; readonly fleet: number };
  /** How many times processes of the fleet had to continue without Redis. */
  readonly alone: number;
};

/**
 * A simulated exchange with the real limits, whose time runs fast, and processes that send more than the exchange
 * allows.
 */
export class Market {
  readonly traders: ChildProcess[] = [];
  readonly #folder: string;
  readonly #exchange: ChildProcess;
  readonly #settings: Omit<TraderSettings, 'library'>;

  private constructor(files: string, exchange: ChildProcess, settings: Omit<TraderSettings, 'library'>) {
    this.#folder = files;
    this.#exchange = exchange;
    this.#settings = settings;
  }

  static async open(redis: string, speed: number): Promise<Market> {
    const files = mkdtempSync(join(tmpdir(), 'fleet-'));
    await build({
      entryPoints: ['exchange-process.ts', 'trader.ts'].map((file) => join(folder, file)),
      outdir: files,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['@pkg/source'],
      logLevel: 'error',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const exchange = start(join(files, 'exchange-process.mjs'), String(speed));
    // In reality, the processes of the fleet take no processor time from the exchange. So the exchange gets a higher
    // priority here. Only root may raise a priority.
    if (process.getuid?.() === 0) setPriority(Number(exchange.pid), -10);
    const [ready] = (await once(exchange, 'message')) as [ExchangeReady];
    return new Market(files, exchange, { ...ready, redis, speed, ...load });
  }

  /** The exchange's time at this moment, in ms. */
  get now(): number {
    const { start, startedAt, speed } = this.#settings;
    return start + (Date.now() - startedAt) * speed;
  }

  /** Waits until the exchange's time has reached `time`, in ms. */
  async until(time: number): Promise<void> {
    while (this.now < time) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Starts the processes. Each process uses the next one of the supported libraries, in turn. */
  async start(processes: number): Promise<void> {
    const starting = Array.from({ length: processes }, async (_, at) => {
      const settings: TraderSettings = { ...this.#settings, library: kinds[at % kinds.length] ?? 'redis' };
      const child = start(join(this.#folder, 'trader.mjs'), JSON.stringify(settings));
      this.traders.push(child);
      await once(child, 'message');
    });
    await Promise.all(starting);
  }

  /** Asks all processes for their results. */
  async report(): Promise<MarketReport> {
    const [{ weights, orders, refused, lag }] = await ask<ExchangeReport>([this.#exchange]);
    const traders = await ask<TraderReport>(this.traders.filter(isRunning));
    return {
      weights: new Map(weights),
      orders: new Map(orders),
      refused,
      lag: { exchange: Math.round(lag), fleet: Math.round(Math.max(...traders.map((each) => each.lag))) },
      alone: traders.reduce((sum, each) => sum + each.alone, 0),
    };
  }

  async close(): Promise<void> {
    for (const child of [...this.traders, this.#exchange].filter(isRunning)) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function start(file: string, argument: string): ChildProcess {
  return spawn(process.execPath, [file, argument], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function ask<T>(children: readonly ChildProcess[]): Promise<[T, ...T[]]> {
  const reports = children.map(async (child) => {
    const answer = once(child, 'message');
    child.send('report');
    const [report] = (await answer) as [T];
    return report;
  });
  return (await Promise.all(reports)) as [T, ...T[]];
}
