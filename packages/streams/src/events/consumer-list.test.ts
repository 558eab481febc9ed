import { describe, expect, it } from 'vitest';
import type { Consumer } from './consumer.js';
import { ConsumerList, type Reader } from './consumer-list.js';

function setUp() {
  const list = new ConsumerList();
  const seen: unknown[] = [];
  const readerOf = (consumer: Consumer): Reader => ({ consumer, report: (error) => seen.push(String(error)) });
  return { list, seen, readerOf };
}

describe('ConsumerList', () => {
  it('gives each consumer the whole frame or else the event, in the order of their addition', () => {
    const { list, seen, readerOf } = setUp();
    const both: Consumer = { frame: (frame) => seen.push(['both', frame]), event: (event) => seen.push(event) };
    for (const consumer of [
      { event: (event) => seen.push(['event', event]) },
      both,
      { frame: (frame) => seen.push(['frame', frame]) },
      {},
    ] satisfies Consumer[])
      list.add(readerOf(consumer));
    list.deliver('text', { a: 1 });
    expect(seen).toEqual([
      ['event', { a: 1 }],
      ['both', 'text'],
      ['frame', 'text'],
    ]);
  });

  it('wants events exactly while a consumer without `frame` has `event`', () => {
    const { list, readerOf } = setUp();
    const [frame, event] = [readerOf({ frame: () => 1, event: () => 1 }), readerOf({ event: () => 1 })];
    const wanted = [list.wantsEvents];
    for (const change of [
      () => list.add(readerOf({ notice: () => 1 })),
      () => list.add(frame),
      () => list.add(event),
      () => list.remove(frame),
      () => list.remove(event),
    ]) {
      change();
      wanted.push(list.wantsEvents);
    }
    expect(wanted).toEqual([false, false, false, true, true, false]);
  });

  it('reports what a consumer throws or rejects with, and calls the others', async () => {
    const { list, seen, readerOf } = setUp();
    const fail = (): never => {
      throw new Error('thrown');
    };
    const reject = () => Promise.reject(new Error('rejected')) as never;
    for (const consumer of [
      { event: fail, notice: fail },
      { event: reject, notice: reject },
      { frame: fail },
      { frame: reject },
      { event: () => seen.push('event'), notice: () => seen.push('notice') },
    ])
      list.add(readerOf(consumer));
    list.deliver('', 1);
    await Promise.resolve();
    const [thrown, rejected] = ['Error: thrown', 'Error: rejected'];
    expect(seen.splice(0).sort()).toEqual([rejected, rejected, thrown, thrown, 'event']);
    list.notify(({ notice }) => notice?.({} as never));
    await Promise.resolve();
    expect(seen.sort()).toEqual([rejected, thrown, 'notice']);
  });

  it('calls a consumer that another one removes while an event is delivered, and not one that is added', () => {
    const { list, seen, readerOf } = setUp();
    const second = readerOf({ event: () => seen.push('second') });
    list.add(
      readerOf({
        event: () => {
          seen.push('first');
          list.remove(second);
          list.add(readerOf({ event: () => seen.push('third') }));
        },
      }),
    );
    list.add(second);
    list.deliver('', 1);
    expect(seen.splice(0)).toEqual(['first', 'second']);
    expect(list.readers).toHaveLength(2);
  });
});
