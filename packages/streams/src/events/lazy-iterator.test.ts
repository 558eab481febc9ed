import { expect, it } from 'vitest';
import { lazyIterator } from './lazy-iterator.js';

it('a lazy iterator creates its iterator again at the read after one that failed', async () => {
  let calls = 0;
  const iterator = lazyIterator(async () => {
    calls++;
    if (calls === 1) throw new Error('offline');
    return (async function* () {
      yield calls;
    })();
  });
  await expect(iterator.next()).rejects.toThrow('offline');
  expect(await iterator.next()).toEqual({ done: false, value: 2 });
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});
