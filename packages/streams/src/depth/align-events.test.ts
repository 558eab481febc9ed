import { describe, expect, it } from 'vitest';
import { alignEvents } from './align-events.js';

const events = (...ranges: [number, number][]) => ranges.map(([U, u]) => ({ U, u }));

// The cases follow the section "How to manage a local order book correctly" of Binance's documentation as of
// 2025-11-12.
describe('alignEvents', () => {
  it.each([
    ['no event yet', 100, [], 'aligned', 0],
    ['only old events', 100, events([90, 95], [96, 100]), 'aligned', 2],
    ['an event that contains the next id', 100, events([90, 95], [96, 103], [104, 105]), 'aligned', 1],
    ['an event that follows directly', 100, events([101, 103]), 'aligned', 0],
    ['a snapshot that is too old for the first event', 100, events([102, 103]), 'too-old', 0],
    ['a snapshot that is too old for the first new event', 100, events([90, 95], [102, 103]), 'too-old', 1],
    ['a gap between later events', 100, events([99, 101], [102, 103], [105, 106]), 'gap', 2],
    ['duplicates', 100, events([99, 101], [99, 101], [102, 102]), 'aligned', 0],
  ] as const)('%s', (_, lastUpdateId, ranges, result, next) => {
    expect(alignEvents(lastUpdateId, ranges)).toEqual({ result, next });
  });
});
