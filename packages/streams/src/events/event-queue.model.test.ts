import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Dice } from '../../../../tests/support/dice.js';
import type { StreamNotice } from './consumer.js';
import { EventQueue } from './event-queue.js';

const LIVES = caseCount(300, 20_000);

/**
 * An event: its stream, its number in the stream, and the new value of each key. A key stands for a price level or a
 * symbol.
 */
type Event = {
  readonly stream: string;
  readonly n: number;
  readonly values: ReadonlyMap<string, number>;
  readonly payload: object;
};

/**
 * How the queue merges the events of each stream:
 *
 * - `every`: it keeps every event.
 * - `changes`: it merges by price level.
 * - `list`: it merges by symbol.
 * - `whole`: the newer event replaces the older one.
 */
const KINDS = {
  'a@kline_1m': 'every',
  'b@trade': 'every',
  'c@depth': 'changes',
  'd@bookTicker': 'whole',
  '!miniTicker@arr': 'list',
} as const;
type Stream = keyof typeof KINDS;

/** Returns event number `n` of a stream. The last candle of each minute is closed. */
function eventOf(stream: Stream, n: number, dice: Dice): Event {
  const some = KINDS[stream] === 'every' ? [] : ['k1', 'k2', 'k3'].filter(() => dice.chance(0.5));
  const keys = KINDS[stream] === 'whole' ? ['whole'] : some;
  const values = new Map(keys.map((key) => [key, n]));
  const rows = keys.map((key) => [key, `${n}`]);
  const payloads = {
    every: { e: stream.includes('kline') ? 'kline' : 'trade', n, k: { x: n % 4 === 0 } },
    changes: { e: 'depthUpdate', U: n, u: n, b: rows, a: rows },
    whole: { u: n, b: `${n}` },
    list: keys.map((key) => ({ s: key, n })),
  };
  return { stream, n, values, payload: payloads[KINDS[stream]] };
}

/** Returns the number of the last event in a payload that the queue delivered, and the value of each key. */
function read(stream: Stream, payload: never): { readonly n: number; readonly values: ReadonlyMap<string, number> } {
  const { n, u, b } = Object(payload) as { n: number; u: number; b: [string, string][] };
  if (KINDS[stream] === 'changes') return { n: u, values: new Map(b.map(([key, value]) => [key, Number(value)])) };
  if (KINDS[stream] === 'whole') return { n: u, values: new Map([['whole', u]]) };
  if (KINDS[stream] === 'every') return { n, values: new Map() };
  const rows = payload as { s: string; n: number }[];
  return { n: Math.max(0, ...rows.map((row) => row.n)), values: new Map(rows.map((row) => [row.s, row.n])) };
}

/**
 * Runs a reader of several streams that is sometimes slow. It must receive candles and trades in sequence, and `lagged`
 * notices must report exactly how many are missing. If a stream describes a state and no event was dropped, the reader
 * must end with the newest state.
 */
async function play(seed: number): Promise<{ readonly closed: number }> {
  const dice = new Dice(seed);
  const name = `seed ${seed}`;
  const [limit, conflates] = [dice.pick([5, 40, 10_000]), dice.chance(0.7)];
  const lagged = new Map<string, number>();
  const notice = (received: StreamNotice): void => {
    if (received.type === 'lagged') lagged.set(received.stream, (lagged.get(received.stream) ?? 0) + received.count);
  };
  const queue = new EventQueue<never>({ limit, conflates, notice, onEnd: () => undefined });
  const streams = Object.keys(KINDS) as Stream[];
  const sent = new Map<Stream, Event[]>(streams.map((stream) => [stream, []]));
  const received = new Map<Stream, { n: number; values: ReadonlyMap<string, number> }[]>(streams.map((s) => [s, []]));
  const streamOf = (payload: object): Stream =>
    streams.find((stream) => sent.get(stream)?.some((each) => each.payload === payload)) ?? mergedStream(payload);
  const readOne = async (): Promise<void> => {
    const { value } = await queue.next();
    const stream = streamOf(value as never);
    received.get(stream)?.push(read(stream, value as never));
  };
  for (let step = 0; step < 60; step++) {
    for (let pushes = dice.below(dice.chance(0.1) ? 30 : 4); pushes > 0; pushes--) {
      const stream = dice.pick(streams);
      const events = sent.get(stream) as Event[];
      const event = eventOf(stream, events.length + 1, dice);
      events.push(event);
      queue.push(stream, event.payload as never);
    }
    for (let reads = dice.below(4); reads > 0 && queue.length > 0; reads--) await readOne();
  }
  while (queue.length > 0) await readOne();
  // Another event is needed, because the notice of dropped events is delivered with the next event.
  queue.push('b@trade', eventOf('b@trade', 0, dice).payload as never);
  await queue.next();

  let closed = 0;
  for (const stream of streams) {
    const [all, got] = [sent.get(stream) as Event[], received.get(stream) ?? []];
    const isState = conflates && KINDS[stream] !== 'every';
    const dropped = lagged.get(stream) ?? 0;
    if (!isState) {
      expect(got.length + dropped, `${name}, ${stream}`).toBe(all.length);
      const numbers = KINDS[stream] === 'list' ? [] : got.map(({ n }) => n);
      expect(numbers, `${name}, ${stream}`).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      closed += all.filter(({ n }) => n % 4 === 0).length;
    }
    if (dropped > 0) continue;
    const known = (events: Iterable<{ readonly values: ReadonlyMap<string, number> }>): object =>
      Object.fromEntries([...events].flatMap(({ values }) => [...values]));
    expect(known(got), `${name}, ${stream}`).toEqual(known(all));
  }
  queue.end();
  return { closed };
}

/** Returns the stream of a payload that may have been merged from several payloads. */
function mergedStream(payload: object): Stream {
  if (Array.isArray(payload)) return '!miniTicker@arr';
  return 'U' in payload ? 'c@depth' : 'd@bookTicker';
}

describe('EventQueue compared with a model', () => {
  it(`loses no candle, trade or state of a slow reader without a notice, in ${LIVES} random runs`, async () => {
    let closed = 0;
    for (let seed = 1; seed <= LIVES; seed++) closed += (await play(seed)).closed;
    expect(closed).toBeGreaterThan(LIVES);
  });
});
