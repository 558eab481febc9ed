import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRecording } from '@pkg/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingRedis, RedisServer } from '../../packages/redis/test/redis-server.js';
import { copyExample, installPacked } from '../support/packed.js';
import { startWorker, workerdBinary } from '../support/workerd.js';
import { type LiveExchange, startLiveExchange, workerEntry } from './live-exchange.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder = '';
let live: LiveExchange;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = installPacked();
  live = await startLiveExchange(folder);
  env = { ...process.env, ...live.env, PATH: [here('../../node_modules/.bin'), process.env.PATH].join(delimiter) };
}, 120_000);

afterAll(async () => {
  await live?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A running example, which the command of its `npm start` has started. */
class Started {
  readonly folder: string;
  readonly #child: ChildProcess;
  output = '';

  constructor(name: string, args = '', more: NodeJS.ProcessEnv = {}) {
    this.folder = copyExample(folder, name);
    const { scripts } = JSON.parse(readFileSync(join(this.folder, 'package.json'), 'utf8'));
    // `exec` replaces the shell with the example, so that the example gets the signal and its exit code is returned.
    const command = `${scripts.start} ${args}`.replace('&& node', '&& exec node');
    // The example and the processes that it starts form one process group. Ctrl+C in a terminal sends its signal to
    // such a group.
    this.#child = spawn(command, {
      cwd: this.folder,
      env: { ...env, ...more },
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (text) => {
        this.output += text;
      });
  }

  /** Resolves when the example has printed a text. */
  async printed(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null) throw new Error(`the example ended: ${this.output}`);
      // Waits until the example prints something or exits. Aborting `come` then removes the listener of the other
      // event.
      const come = new AbortController();
      const events = [once(this.#child.stdout ?? this.#child, 'data', come), once(this.#child, 'exit', come)];
      await Promise.race(events).finally(() => come.abort());
    }
  }

  /** Presses Ctrl+C, unless the example has ended. Resolves with the exit code. */
  async ended({ interrupt = true } = {}): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const exit = once(this.#child, 'exit');
    if (interrupt) process.kill(-(this.#child.pid ?? 0), 'SIGINT');
    const [code] = await exit;
    return code;
  }
}

describe.concurrent('npm start of the example', () => {
  it('market-maker quotes both sides, and leaves no order open', async () => {
    const example = new Started('market-maker');
    await example.printed('quoting BNBUSDT');
    expect(await example.ended()).toBe(0);
    const { engine } = live.exchange;
    const account = engine.accounts().findLast(({ house }) => !house);
    expect(engine.openOrders(account?.id ?? 0)).toEqual([]);
    expect(engine.allOrders(account?.id ?? 0, { symbol: 'BNBUSDT' }).length).toBeGreaterThan(1);
  });

  // `expect.poll` needs to know the running test. Several tests run at the same time, so only the `expect` that this
  // test receives as an argument knows it.
  it('market-recorder writes a recording', async ({ expect }) => {
    const example = new Started('market-recorder', 'BTCUSDT btcusdt.txt');
    await example.printed('recording BTCUSDT to btcusdt.txt');
    const recorded = () => readFileSync(join(example.folder, 'btcusdt.txt'), 'utf8');
    await expect.poll(recorded, { timeout: 30_000 }).toContain('"stream"');
    await expect.poll(recorded, { timeout: 30_000 }).toContain('"lastUpdateId"');
    expect(await example.ended()).toBe(0);
    const recording = readRecording(recorded());
    expect(recording).toBeDefined();
  });

  it('whole-market follows the books', async () => {
    const example = new Started('whole-market', 'USDT');
    await example.printed('books are live');
    expect(example.output).toMatch(/^([1-9]) of \1 books are live$/m);
    expect(await example.ended()).toBe(0);
  });

  it('fleet shares the rate limits among three processes, which end together', async (context) => {
    if (missingRedis) return context.skip(missingRedis);
    const redis = await RedisServer.start();
    try {
      const example = new Started('fleet', '', { REDIS_URL: redis.url });
      for (const number of [0, 1, 2]) await example.printed(`process ${number}: `);
      await example.printed('3 processes (shared) have used ');
      expect(await example.ended()).toBe(0);
      // On a busy machine, a process may work without Redis for a moment, and prints a line about it. This is no error.
      expect(example.output).not.toContain('Error');
    } finally {
      await redis.stop();
    }
  });

  it('worker answers with prices in workerd', async (context) => {
    const workerd = workerdBinary();
    if (!workerd) return context.skip(`no workerd for ${process.platform}-${process.arch}`);
    const example = copyExample(folder, 'worker');
    const code = workerEntry(live);
    const worker = await startWorker(workerd, example, code, '2026-01-01');
    try {
      expect(await (await fetch(`${worker.url}btcusdt`)).json()).toEqual({
        symbol: 'BTCUSDT',
        price: expect.stringMatching(/^\d+\.\d{8}$/),
      });
      expect((await fetch(`${worker.url}NOPE`)).status).toBe(404);
    } finally {
      worker.stop();
    }
  });

  it('backtest-grid writes its reports', async () => {
    const files = mkdtempSync(join(tmpdir(), 'candles-'));
    // The file has ten candles of one minute. Their prices cross two lines of the bot's grid.
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
