import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import type { Consumer } from '../events/consumer.js';
import { BinanceSocketManager, partialDepth, type StreamNotice, topic } from '../index.js';
// The client loads this module by `import()` at its first use. The manual clock does not wait for that, so the module
// is loaded before the tests.
import './read-streams.js';
import { type ManagerHandlers, type StreamReader, StreamSubscription } from './stream-subscription.js';

/** The example of a partial depth event in Binance's documentation. It does not name its symbol. */
const payload = { lastUpdateId: 160, bids: [['0.0024', '10']], asks: [['0.0026', '100']] };

/** Returns the handlers of a manager: the given ones, and functions that do nothing for all others. */
function createManager(handlers: Partial<ManagerHandlers> = {}): ManagerHandlers {
  return { report: () => undefined, dropped: () => undefined, gap: () => undefined, ...handlers };
}

function readerOf<E>(consumer: Consumer<E>, manager: ManagerHandlers = createManager()): StreamReader {
  const shared = { report: () => undefined, settle: () => undefined, stop: async () => undefined };
  return { stream: 'a@trade', consumer: consumer as Consumer, manager, ...shared };
}

async function setUp() {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
  return { clock, exchange, manager };
}

describe('events whose payload names no symbol', () => {
  it('say which stream they came from, in a loop over several streams', async () => {
    const { clock, exchange, manager } = await setUp();
    const [first, second] = [partialDepth('BNBBTC', 5), partialDepth('ETHBTC', 20, { speed: 100 })];
    const events = manager.stream([first, second]);
    const [one, other] = [events.next(), events.next()];
    await clock.advance(1_000);
    for (const stream of [second, first]) exchange.emit(stream, payload);
    await clock.advance(10);
    expect([(await one).value, (await other).value]).toEqual([
      { ...payload, stream: 'ethbtc@depth20@100ms' },
      { ...payload, stream: 'bnbbtc@depth5' },
    ]);
    await manager.close();
  });

  it('leave the events of other streams as they are', async () => {
    const { clock, exchange, manager } = await setUp();
    const seen: unknown[] = [];
    await clock.run(manager.subscribe(topic('bnbbtc@depth'), (event) => seen.push(event)));
    exchange.emit('bnbbtc@depth', { e: 'depthUpdate', s: 'BNBBTC' });
    await clock.advance(10);
    expect(seen).toEqual([{ e: 'depthUpdate', s: 'BNBBTC' }]);
    await manager.close();
  });
});

describe('a frame that cannot be read', () => {
  it('error: was not seen by an order book if the stream also had a listener', () => {
    const seen: unknown[] = [];
    const subscription = new StreamSubscription('bnbbtc@depth');
    const manager = createManager({ dropped: (error) => seen.push(String(error)) });
    subscription.add(readerOf({ event: (event) => seen.push(event) }, manager));
    subscription.add(readerOf({ frame: (frame) => seen.push(frame) }, manager));
    for (const data of ['{"U":1,', '5', '{"U":1}']) {
      const frame = `{"stream":"bnbbtc@depth","data":${data}}`;
      subscription.deliver(frame, 0);
      expect(seen.splice(0)).toEqual([data === '{"U":1}' ? { U: 1 } : expect.stringContaining('Error'), frame]);
    }
  });
});

describe('a stream that has sent events but is not confirmed yet', () => {
  it('has a gap when its connection is lost', async () => {
    const { clock, exchange, manager } = await setUp();
    await clock.run(manager.subscribe(topic('bnbbtc@kline_1m'), () => {}, { notice: () => {} }));
    exchange.onFrame = () => {};
    const seen: unknown[] = [];
    const notice = ({ type }: StreamNotice): unknown => seen.push(type);
    const confirmed = manager.subscribe(topic('bnbbtc@trade'), (event) => seen.push(event), { notice });
    await clock.advance(100);
    exchange.last.emit('bnbbtc@trade', { e: 'trade', t: 1 });
    await clock.advance(10);
    exchange.cutAll();
    await clock.run(confirmed);
    exchange.last.emit('bnbbtc@trade', { e: 'trade', t: 3 });
    await clock.advance(10);
    expect(seen).toEqual([{ e: 'trade', t: 1 }, 'gap', { e: 'trade', t: 3 }]);
    await manager.close();
  });
});

describe('StreamSubscription', () => {
  it('is confirmed again only by the next connection after a loss', () => {
    const subscription = new StreamSubscription('a@trade');
    subscription.confirm(1);
    subscription.lose('cut');
    let confirmations = 0;
    subscription.add({ ...readerOf({}), settle: () => (confirmations += 1) });
    expect(confirmations).toBe(0);
    subscription.confirm(2);
    expect(confirmations).toBe(1);
  });

  it('reports a gap before the first event after it, which may arrive before the confirmation', () => {
    const seen: unknown[] = [];
    const subscription = new StreamSubscription('a@kline_1m');
    subscription.add(
      readerOf({
        event: ({ E }: { E: number }) => seen.push(E),
        notice: ({ type }) => seen.push(type),
      }),
    );
    subscription.confirm(1);
    const send = (E: number): void => subscription.deliver(`{"stream":"a@kline_1m","data":{"e":"kline","E":${E}}}`, E);
    send(5);
    subscription.lose('cut');
    send(9);
    subscription.confirm(10);
    send(11);
    expect(seen).toEqual([5, 'gap', 9, 11]);
  });

  it('keeps the reason and the time of the first of several losses', () => {
    const notices: unknown[] = [];
    const gaps: unknown[] = [];
    const subscription = new StreamSubscription('a@trade');
    const manager = createManager({ gap: (...gap) => gaps.push(gap) });
    subscription.add(readerOf({ event: () => undefined, notice: (notice) => notices.push(notice) }, manager));
    subscription.confirm(1);
    subscription.deliver('{"stream":"a@trade","data":{"e":"trade","t":1}}', 5);
    subscription.lose('cut');
    subscription.lose('refused');
    subscription.confirm(9);
    subscription.confirm(10);
    const notice = { type: 'gap', stream: 'a@trade', from: 5, to: 9, reason: 'cut' };
    expect(notices).toEqual([notice]);
    expect(gaps).toEqual([[notice, false]]);
  });

  it.each([
    ['a@trade', 't'],
    ['a@aggTrade', 'a'],
  ])('reports ids that are missing on a live connection, before the next event: %s', (stream, field) => {
    const seen: unknown[] = [];
    const subscription = new StreamSubscription(stream);
    subscription.add(
      readerOf({
        event: (event) => seen.push((event as Record<string, unknown>)[field]),
        notice: (notice) => seen.push(notice),
      }),
    );
    const send = (id: number, now: number): void =>
      subscription.deliver(JSON.stringify({ stream, data: { e: stream.slice(2), [field]: id } }), now);
    subscription.confirm(1);
    send(10, 2);
    send(11, 3);
    send(14, 7);
    // The exchange has started its ids again at low numbers, which is not a gap.
    send(1, 8);
    send(2, 9);
    const gap = { type: 'gap', stream, from: 3, to: 7, reason: '2 ids are missing' };
    expect(seen).toEqual([10, 11, gap, 14, 1, 2]);
  });

  it('reports ids that are missing after a loss by one notice, and none of a time without a listener of events', () => {
    const seen: unknown[] = [];
    const subscription = new StreamSubscription('a@trade');
    const reader = readerOf({
      event: (event: unknown) => seen.push((event as { t: number }).t),
      notice: () => seen.push('gap'),
    });
    const send = (t: number): void => subscription.deliver(`{"stream":"a@trade","data":{"e":"trade","t":${t}}}`, t);
    subscription.add(readerOf({ frame: () => undefined }));
    subscription.add(reader);
    subscription.confirm(1);
    send(2);
    subscription.lose('cut');
    subscription.confirm(4);
    send(5);
    subscription.consumers.remove(reader);
    send(6);
    send(7);
    subscription.add(reader);
    send(8);
    expect(seen).toEqual([2, 'gap', 5, 8]);
  });

  it('counts missing ids as unnoticed by code without a listener for notices once, and emits each such gap', () => {
    const gaps: unknown[] = [];
    const subscription = new StreamSubscription('a@aggTrade');
    const manager = createManager({ gap: ({ to }, isUnnoticed) => gaps.push([to, isUnnoticed]) });
    subscription.add(readerOf({ event: () => undefined }, manager));
    for (const a of [1, 3, 5, 6, 9]) {
      subscription.deliver(`{"stream":"a@aggTrade","data":{"e":"aggTrade","a":${a}}}`, a);
    }
    expect(gaps).toEqual([
      [3, true],
      [5, false],
      [9, false],
    ]);
  });

  it('counts unnoticed ids for each manager by itself', () => {
    const gaps: unknown[] = [];
    const subscription = new StreamSubscription('a@trade');
    const create = (name: string): ManagerHandlers =>
      createManager({ gap: ({ to }, isUnnoticed) => gaps.push([name, to, isUnnoticed]) });
    const [first, second, third] = [create('first'), create('second'), create('third')];
    const event = (): undefined => undefined;
    const send = (t: number): void => subscription.deliver(`{"stream":"a@trade","data":{"e":"trade","t":${t}}}`, t);
    subscription.add(readerOf({ event }, first));
    send(1);
    send(3);
    subscription.add(readerOf({ event }, second));
    subscription.add(readerOf({ event, notice: event }, third));
    send(5);
    expect(gaps).toEqual([
      ['first', 3, true],
      ['first', 5, false],
      ['second', 5, true],
      ['third', 5, false],
    ]);
  });
});
