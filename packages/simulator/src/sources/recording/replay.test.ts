import { describe, expect, it } from 'vitest';
import { Channel, type Subscriber } from '../../streams/stream-channel.js';
import { settle } from '../../time/settle.js';
import { VirtualClock } from '../../time/virtual-clock.js';
import { readRecording } from './recording.js';
import { Replay } from './replay.js';

const depth = (U: number, u: number, b: unknown[] = [], a: unknown[] = []): string =>
  `{"stream":"abcusd@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"ABCUSD","U":${U},"u":${u},"b":${JSON.stringify(b)},"a":${JSON.stringify(a)}}}`;

const recording = readRecording(
  [
    `1000000000 ${depth(5, 6)}`,
    '1100000000 {"lastUpdateId":6,"bids":[["1.0000","5"]],"asks":[["1.1000","7"]]}',
    `1200000000 ${depth(7, 8, [
      ['1.0000', '0'],
      ['0.9000', '2'],
    ])}`,
    '1250000000 {"stream":"abcusd@trade","data":{"e":"trade","t":1}}',
    `1300000000 ${depth(9, 9, [], [['1.1000', '6']])}`,
  ].join('\n'),
);

/** Creates a channel with a subscriber that collects the messages. */
function listen(name: string): { channel: Channel; texts: string[]; subscriber: Subscriber; closed: number[] } {
  const channel = new Channel(name);
  const texts: string[] = [];
  const closed: number[] = [];
  const subscriber = {
    unit: 'MILLISECOND' as const,
    combined: false,
    bufferedAmount: 0,
    deliver: (text: string) => void texts.push(text),
    close: (code: number) => void closed.push(code),
  };
  channel.subscribers.add(subscriber);
  return { channel, texts, subscriber, closed };
}

const ids = (texts: string[]): number[] => texts.map((text) => JSON.parse(text).u as number);

describe('Replay', () => {
  it('replays at the recorded speed, multiplied by its own speed', async () => {
    const clock = new VirtualClock();
    const replay = new Replay(recording, clock, { speed: 2 });
    const { channel, texts } = listen('abcusd@depth@100ms');
    await clock.advance(1000);
    replay.attach(channel.name, channel);
    await clock.advance(99);
    expect(ids(texts)).toEqual([6]);
    await clock.advance(1);
    expect(ids(texts)).toEqual([6, 8]);
    await clock.advance(50);
    expect(ids(texts)).toEqual([6, 8, 9]);
    await replay.ended;
  });

  it.each([1, 'max'] as const)('ends when it is closed, at the speed %s, whether it runs or not', async (speed) => {
    const clock = new VirtualClock();
    const replay = new Replay(recording, clock, { speed });
    const { channel } = listen('abcusd@depth@100ms');
    replay.attach(channel.name, channel);
    await clock.advance(10);
    const unused = new Replay(recording, clock, { speed });
    for (const each of [replay, unused]) {
      each.close();
      await each.ended;
    }
    expect(clock.pending).toBe(0);
  });

  it('waits at max speed for a subscriber, and at the snapshot for a request of the snapshot', async () => {
    const replay = new Replay(recording, new VirtualClock(), { speed: 'max' });
    const { channel, texts } = listen('abcusd@depth@100ms');
    replay.attach(channel.name, channel);
    for (let step = 0; step < 20; step++) await settle();
    expect(ids(texts)).toEqual([6]);
    expect(replay.snapshot(5000)).toEqual({ lastUpdateId: 6, bids: [['1.0000', '5']], asks: [['1.1000', '7']] });
    for (let step = 0; step < 20; step++) await settle();
    expect(ids(texts), 'before the answer can have arrived').toEqual([6]);
    await replay.ended;
    expect(ids(texts)).toEqual([6, 8, 9]);
  });

  it('waits at max speed while a subscriber has too many unread bytes', async () => {
    const replay = new Replay(recording, new VirtualClock(), { speed: 'max' });
    const { channel, texts, subscriber } = listen('abcusd@depth');
    (subscriber as { bufferedAmount: number }).bufferedAmount = 1_000_000;
    replay.snapshot(1);
    replay.attach(channel.name, channel);
    for (let step = 0; step < 20; step++) await settle();
    expect(texts).toEqual([]);
    (subscriber as { bufferedAmount: number }).bufferedAmount = 0;
    await replay.ended;
    expect(ids(texts)).toEqual([6, 8, 9]);
  });

  it('answers later snapshot requests with the book at the current position', async () => {
    const replay = new Replay(recording, new VirtualClock(), { speed: 'max' });
    const { channel } = listen('abcusd@trade');
    replay.attach(channel.name, channel);
    await replay.ended;
    expect(replay.snapshot(5)).toEqual({ lastUpdateId: 9, bids: [['0.9000', '2']], asks: [['1.1000', '6']] });
  });

  it('replays partial book streams unchanged', async () => {
    const partial = '{"lastUpdateId":7,"bids":[["1.0000","5"]],"asks":[]}';
    const text = [
      '1000000000 {"lastUpdateId":6,"bids":[["1.0000","5"]],"asks":[["1.1000","7"]]}',
      `1100000000 {"stream":"abcusd@depth20@100ms","data":${partial}}`,
    ].join('\n');
    const replay = new Replay(readRecording(text), new VirtualClock(), { speed: 'max' });
    const { channel, texts } = listen('abcusd@depth20@100ms');
    replay.attach(channel.name, channel);
    await replay.ended;
    expect(texts).toEqual([partial]);
    expect(replay.snapshot(5).lastUpdateId).toBe(6);
  });

  it.each([0, -1, Number.NaN])('error: a speed of %d', (speed) => {
    expect(() => new Replay(recording, new VirtualClock(), { speed })).toThrow(RangeError);
  });

  it('with `loop`, disconnects its subscribers at the end and starts again', async () => {
    const clock = new VirtualClock();
    const replay = new Replay(recording, clock, { loop: true });
    const { channel, closed } = listen('abcusd@trade');
    replay.attach(channel.name, channel);
    await clock.advance(300);
    expect(closed).toEqual([1001]);
    expect(replay.snapshot(5).lastUpdateId).toBe(6);
    replay.close();
  });
});

describe('readRecording', () => {
  it('accepts the line ends of every operating system', () => {
    const snapshot = '2000000 {"lastUpdateId":1,"bids":[],"asks":[]}';
    const { symbol, lines } = readRecording(`1000000 ${depth(1, 2)}\r\n\r\n${snapshot}\r\n`);
    expect(symbol).toBe('ABCUSD');
    expect(lines.map(({ time, text }) => [time, text.at(-1)])).toEqual([
      [1, '}'],
      [2, '}'],
    ]);
  });

  it.each([
    ['no time', '{"lastUpdateId":1,"bids":[],"asks":[]}', "line 1: expected a receive time in nanoseconds, got '"],
    ['no JSON', '1 {oops', "line 1: expected JSON, got '"],
    ['no event', '1 {"a":1}', 'line 1: expected a stream event or a depth snapshot, got'],
    [
      'no depth event',
      '1 {"stream":"abcusd@depth","data":{"u":5}}',
      'line 1: expected a depth event with u, b and a, got',
    ],
    ['no object', '1 {"stream":"abcusd@depth","data":null}', 'line 1: expected a depth event with u, b and a, got'],
    ['no snapshot', `1 ${depth(1, 1)}`, 'one depth snapshot'],
    ['an event cut short', `1 ${depth(1, 1).slice(0, -9)}`, "line 1: expected JSON, got '"],
    [
      'two symbols',
      `1 ${depth(1, 1)}\n2 ${depth(1, 1).replace('abcusd@', 'xyzusd@')}`,
      "line 2: expected a stream of ABCUSD, as in the lines above, got 'xyzusd@",
    ],
    [
      'two snapshots',
      '1 {"lastUpdateId":1,"bids":[],"asks":[]}\n'.repeat(2),
      'line 2: expected one depth snapshot in a recording, got a second one',
    ],
  ])('error: %s', (_, text, message) => {
    expect(() => readRecording(text)).toThrow(message);
  });
});
