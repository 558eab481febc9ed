// Compares local order books with JSON.parse alone and with other libraries, on generated markets.
// Run it with `node bench/run.mjs book`; `node bench/run.mjs book memory` measures memory instead.
// Each figure is the median of several rounds. Each round runs in a new process, and the libraries alternate.
// A figure is printed only if the final book equals a simple reference book.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderBook } from '@pkg/streams/book';
import { claim, machine, median, save } from '../kit/index.js';
import { type Contender, contenders, type Levels } from './contenders.js';
import { generateStream, type StreamShape } from './stream.js';

const shapes: Readonly<Record<string, StreamShape>> = {
  normal: { events: 30_000, changes: [5, 60], levels: 5000 },
  dense: { events: 30_000, changes: [22, 22], levels: 5000, isDense: true },
  bursty: { events: 1_500, changes: [500, 950], levels: 5000 },
};
const reads = ['apply', 'best', 'top'] as const;
type Read = (typeof reads)[number];

/**
 * For each slow library, the number of events that it processes in each mode. After each event, the mode `apply` reads
 * nothing, the mode `best` reads the best price, and the mode `top` reads the best 20 levels. All other libraries
 * process all events.
 */
const SLOW: Readonly<Record<string, Readonly<Record<Read, number>>>> = {
  ccxt: { apply: 3000, best: 3000, top: 3000 },
  'node-binance-api': { apply: 30_000, best: 300, top: 300 },
  orderbooks: { apply: 1000, best: 1000, top: 1000 },
};
const ROUNDS = Number(process.env.ROUNDS ?? 5);

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'column') column(rest as [string, Read, string, string]);
else if (mode === 'memory') memory();
else compare();

function compare(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-book-'));
  try {
    for (const [shape, options] of Object.entries(shapes)) {
      const { snapshot, frames } = generateStream(options);
      const file = join(folder, `${shape}.txt`);
      writeFileSync(file, [snapshot, ...frames].join('\n'));
      compareOn(shape, file, frames);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compareOn(shape: string, file: string, frames: readonly string[]): void {
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0) / frames.length;
  console.log(`\n${shape}: ${frames.length} events of ${Math.round(bytes)} bytes\n${machine()}`);
  const names = Object.keys(contenders);
  const taken = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (let position = 0; position < names.length; position++) {
      const name = names[(round + position) % names.length] as string;
      const isPeer = name in SLOW;
      for (const read of name === 'JSON.parse alone' ? (['apply'] as const) : reads) {
        // Two rounds are enough for the slow libraries, because they are much slower than the others.
        if (isPeer && round > 1) continue;
        const events = Math.min(frames.length, Math.ceil((SLOW[name]?.[read] ?? 1e9) / (shape === 'bursty' ? 10 : 1)));
        const child = spawnSync(
          process.execPath,
          [process.argv[1] as string, 'column', name, read, file, `${events}`],
          {
            encoding: 'utf8',
          },
        );
        if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
        const key = `${name} ${read}`;
        taken.set(key, [...(taken.get(key) ?? []), Number(child.stdout.trim().split('\n').at(-1))]);
      }
    }
  }
  const rate = (name: string, read: Read): number => 1e6 / median(taken.get(`${name} ${read}`) ?? [Number.NaN]);
  const base = rate('JSON.parse alone', 'apply');
  console.log(`${'events/s, and by JSON.parse alone'.padEnd(36)}${reads.map((read) => read.padStart(20)).join('')}`);
  for (const name of names) {
    const cells = reads.map((read) => {
      const value = rate(name, read);
      return Number.isNaN(value) ? '-' : `${Math.round(value)} (${(value / base).toFixed(3)})`;
    });
    console.log(name.padEnd(36) + cells.map((cell) => cell.padStart(20)).join(''));
  }
  for (const read of reads) {
    const bars = names
      .filter((name) => read === 'apply' || name !== 'JSON.parse alone')
      .map((name) => ({ name, value: rate(name, read) }));
    save(`${shape}, ${read}`, { unit: 'events per second', lessIsBetter: false, bars });
  }
  claim(`${shape}: JSON.parse alone over OrderBook: parse and apply`, base / rate('OrderBook', 'apply'), 1 / 2.5);
  claim('… with the best bid and ask read after each event', base / rate('OrderBook', 'best'), 1 / 2.2);
  claim(
    '… with the top 20 read as strings after each event',
    base / rate('OrderBook', 'top'),
    1 / (shape === 'dense' ? 1.3 : 1.2),
  );
}

/**
 * Measures and prints one figure: the processor time of the main thread, in µs per event. Each figure has a process of
 * its own, so that no figure depends on the code that ran before. A first book processes half of the events as a
 * warm-up.
 */
function column([name, read, file, events]: readonly [string, Read, string, string]): void {
  const [snapshot = '', ...all] = readFileSync(file, 'utf8').split('\n');
  // Each frame is copied to a string of its own, as a socket delivers it. V8 stores a slice of a large string as a
  // reference to the large string, which would change the measured time.
  const frames = all.slice(0, Number(events)).map((frame) => Buffer.from(frame).toString('latin1'));
  const make = contenders[name] as (snapshot: string) => Contender;
  // V8 discards optimized code when the objects for which the code was made are gone. So the warm-up book stays
  // referenced.
  const first = make(snapshot);
  run(first, frames.slice(0, Math.ceil(frames.length / 2)), read);
  const book = make(snapshot);
  globalThis.gc?.();
  const before = threadTime();
  run(book, frames, read);
  const each = (threadTime() - before) / frames.length;
  sink = first;
  check(name, book, snapshot, frames);
  console.log(each);
}

let sink: unknown;

function run({ apply, best, top }: Contender, frames: readonly string[], read: Read): void {
  for (const frame of frames) {
    apply(frame);
    if (read === 'best') sink = best();
    else if (read === 'top') sink = top();
  }
  if (sink === run) throw new Error('unreachable: what was read must be used');
}

/**
 * Returns the processor time of this thread in µs. On systems that do not report it, returns the processor time of the
 * process.
 */
function threadTime(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1000;
  } catch {
    const { user, system } = process.cpuUsage();
    return user + system;
  }
}

/**
 * Compares a book with a simple reference book of strings. Our book must have the same strings. Books of other
 * libraries must have the same numbers.
 */
function check(name: string, book: Contender, snapshot: string, frames: readonly string[]): void {
  const levels = book.levels();
  if (!levels) return;
  const sides = JSON.parse(snapshot) as { bids: [string, string][]; asks: [string, string][] };
  const reference = { bids: new Map(sides.bids), asks: new Map(sides.asks) };
  for (const frame of frames) {
    const { b, a } = JSON.parse(frame).data as { b: [string, string][]; a: [string, string][] };
    for (const [side, changes] of [
      [reference.bids, b],
      [reference.asks, a],
    ] as const) {
      for (const [price, quantity] of changes) {
        if (Number(quantity) === 0) side.delete(price);
        else side.set(price, quantity);
      }
    }
  }
  const print = (side: Iterable<Levels[number]>): string => {
    const isOurs = name === 'OrderBook';
    return String(
      [...side].map(([p, q]) => (isOurs ? [p, q] : [Number(p), Number(q)])).sort((a, b) => Number(a[0]) - Number(b[0])),
    );
  };
  for (const side of ['bids', 'asks'] as const) {
    if (print(levels[side]) !== print(reference[side])) throw new Error(`${name}: another book (${side})`);
  }
}

/** Prints how much heap and buffer memory a book with 5,000 levels on each side takes, measured with 200 books. */
function memory(): void {
  const { snapshot } = generateStream({ events: 0, changes: [5, 60], levels: 5000 });
  const books: OrderBook[] = [];
  const measure = (): number => {
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const load = (): void => {
    const book = new OrderBook('BTCUSDT');
    book.load(snapshot);
    books.push(book);
  };
  load();
  const before = measure();
  for (let i = 0; i < 200; i++) load();
  const each = (measure() - before) / 200 / 1024;
  console.log(machine());
  claim(`KiB a book of 5,000 levels a side (${books.length} held)`, each, 260);
}
