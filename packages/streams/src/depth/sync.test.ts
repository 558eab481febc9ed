import { describe, expect, it } from 'vitest';
import { sync } from './sync.js';

const events = (...ranges: [number, number][]) => ranges.map(([U, u]) => ({ U, u }));

// By "How to manage a local order book correctly" as of 2025-11-12.
describe('sync', () => {
  it.each([
    ['no snapshot yet', undefined, events([1, 5], [6, 9]), 'buffering', 0],
    ['no snapshot yet, and a hole', undefined, events([1, 5], [7, 9]), 'gap', 1],
    ['no event yet', 100, [], 'live', 0],
    ['only old events', 100, events([90, 95], [96, 100]), 'live', 2],
    ['an id inside an event', 100, events([90, 95], [96, 103], [104, 105]), 'live', 1],
    ['an event that follows directly', 100, events([101, 103]), 'live', 0],
    ['a snapshot that is too old', 100, events([102, 103]), 'buffering', 0],
    ['a snapshot that is too old for what is not', 100, events([90, 95], [102, 103]), 'buffering', 1],
    ['a hole further on', 100, events([99, 101], [102, 103], [105, 106]), 'gap', 2],
    ['duplicates', 100, events([99, 101], [99, 101], [102, 102]), 'live', 0],
  ] as const)('%s', (_, lastUpdateId, ranges, state, next) => {
    expect(sync(lastUpdateId, ranges)).toEqual({ state, next });
  });
});
