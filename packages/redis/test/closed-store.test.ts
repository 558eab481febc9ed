import { createSpotClient } from '@pkg/core';
import { expect, it, vi } from 'vitest';
import { redisLimits } from '../src/index.js';

it('a client that is created after its store was closed opens no connection for messages', async () => {
  const duplicate = vi.fn(() => ({ on: () => undefined, connect: async () => undefined, destroy: () => undefined }));
  const store = redisLimits({ evalSha: async () => '', eval: async () => '', duplicate }, { group: 'closed' });
  await store.close();
  createSpotClient({ limits: { store } }).close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(duplicate).not.toHaveBeenCalled();
});
