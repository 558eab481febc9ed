import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../time/virtual-clock.js';
import { SyntheticBook, SyntheticDepth } from './synthetic-depth.js';

describe('SyntheticBook', () => {
  const attach = (name: string): { book: SyntheticBook; sent: Record<string, unknown>[] } => {
    const book = new SyntheticBook('S1USDT', { next: () => 0.5 }, 60, 6);
    const sent: Record<string, unknown>[] = [];
    const channel = { publish: (text: () => string) => sent.push(JSON.parse(text()) as Record<string, unknown>) };
    book.attach(name, channel as never);
    return { book, sent };
  };

  it('sends diff events with contiguous ids', () => {
    const { book, sent } = attach('s1usdt@depth@100ms');
    book.update(1);
    book.update(2);
    expect(sent).toMatchObject([
      { e: 'depthUpdate', U: 2, u: 7 },
      { e: 'depthUpdate', U: 8, u: 13 },
    ]);
  });

  it.each([5, 10, 20])('sends the best %i levels, which agree with the snapshot', (levels) => {
    const { book, sent } = attach(`s1usdt@depth${levels}`);
    book.update(1);
    expect(sent).toEqual([book.snapshot(levels)]);
    expect(sent[0]?.bids).toHaveLength(levels);
    book.attach(`s1usdt@depth${levels}`, undefined);
    book.update(2);
    expect(sent).toHaveLength(1);
  });
});

it('changes at one pace even if it is started twice, and not after its end', async () => {
  const clock = new VirtualClock();
  const depth = new SyntheticDepth(clock, { next: () => 0.5 }, ['S1USDT'], { changes: 1 });
  depth.start();
  depth.start();
  await clock.advance(1000);
  expect(depth.books[0]?.snapshot(1).lastUpdateId).toBe(11);
  depth.stop();
  expect(clock.pending).toBe(0);
});

it.each([0, -1, Number.NaN])('error: the interval %s', (interval) => {
  expect(() => new SyntheticDepth(new VirtualClock(), { next: () => 0.5 }, ['S1USDT'], { interval })).toThrow(
    'interval: expected a number of ms above 0',
  );
});
