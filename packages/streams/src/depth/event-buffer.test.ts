import { describe, expect, it } from 'vitest';
import { EventBuffer } from './event-buffer.js';

const event = (u: number, length = 1, at = u) => ({ U: u, u, frame: 'x'.repeat(length), at });
const idsOf = (buffer: EventBuffer): number[] => buffer.events.map(({ u }) => u);

describe('EventBuffer', () => {
  it('keeps events in the order of their ids, each once', () => {
    const buffer = new EventBuffer();
    expect([3, 1, 2, 3, 1].map((u) => buffer.add(event(u)))).toEqual([true, true, true, false, false]);
    expect([idsOf(buffer), buffer.size, buffer.lastUpdateId]).toEqual([[1, 2, 3], 3, 3]);
    expect(buffer.flush().map(({ u }) => u)).toEqual([1, 2, 3]);
    expect([buffer.size, buffer.lastUpdateId]).toEqual([0, 0]);
  });

  it('is full above 8 MiB, of which dropped events no longer count', () => {
    const buffer = new EventBuffer();
    const MIB = 2 ** 20;
    for (let u = 1; u <= 8; u++) buffer.add(event(u, MIB));
    expect(buffer.isFull).toBe(false);
    buffer.add(event(9));
    expect(buffer.isFull).toBe(true);
    buffer.drop(1);
    expect([buffer.isFull, idsOf(buffer)[0]]).toEqual([false, 2]);
    buffer.add(event(10, MIB));
    expect(buffer.isFull).toBe(true);
    buffer.flush();
    expect(buffer.isFull).toBe(false);
  });

  it('drops the events that arrived before a time', () => {
    const buffer = new EventBuffer();
    for (const [u, at] of [
      [1, 10],
      [2, 20],
      [3, 30],
    ] as const)
      buffer.add(event(u, 1, at));
    buffer.dropBefore(20);
    expect(idsOf(buffer)).toEqual([2, 3]);
    buffer.dropBefore(31);
    expect(idsOf(buffer)).toEqual([]);
  });
});
