import { describe, expect, it } from 'vitest';
import { DedupeQueue } from './dedupe-queue.js';

/** Starts a reader, and returns the keys that it has read. The reader waits for `pause()` after each key. */
function read(queue: DedupeQueue<string>, pause: () => Promise<void> | undefined) {
  const seen: string[] = [];
  const done = (async () => {
    for await (const key of queue) {
      seen.push(key);
      await pause();
    }
    return 'done';
  })();
  return { seen, done };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('DedupeQueue', () => {
  it('gives each key once, however often it is added before it is read, in the order of the first addition', async () => {
    const queue = new DedupeQueue<string>();
    for (const key of ['a', 'b', 'a', 'c', 'b']) queue.put(key);
    const { seen, done } = read(queue, () => undefined);
    await settle();
    expect(seen.splice(0)).toEqual(['a', 'b', 'c']);
    queue.put('a');
    await settle();
    queue.put('b');
    queue.put('b');
    await settle();
    expect(seen).toEqual(['a', 'b']);
    queue.end();
    expect(await done).toBe('done');
  });

  it('gives a key again that was added while the reader was busy with it', async () => {
    const queue = new DedupeQueue<string>();
    let proceed = (): void => undefined;
    const { seen, done } = read(queue, () => new Promise((resolve) => (proceed = resolve)));
    for (const key of ['a', 'b', 'a']) queue.put(key);
    await settle();
    queue.put('a');
    for (let reads = 0; reads < 3; reads++) {
      proceed();
      await settle();
    }
    expect(seen).toEqual(['a', 'b', 'a']);
    queue.end();
    proceed();
    expect(await done).toBe('done');
  });

  it('drops the keys that were not read when it ends', async () => {
    const queue = new DedupeQueue<string>();
    let proceed = (): void => undefined;
    const { seen, done } = read(queue, () => new Promise((resolve) => (proceed = resolve)));
    for (const key of ['a', 'b', 'c']) queue.put(key);
    await settle();
    queue.end();
    queue.put('d');
    proceed();
    expect([await done, seen]).toEqual(['done', ['a']]);
    expect(await read(queue, () => undefined).done).toBe('done');
  });
});
