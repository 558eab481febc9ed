import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { readRecordingFile, serve } from '@pkg/simulator/node';
import { DepthCacheManager } from '@pkg/streams';
import { describe, expect } from 'vitest';
import { type Checkpoint, checkpointOf, itEachCapture } from '../../packages/streams/test/captures.js';

describe('DepthCacheManager over a loopback socket', () => {
  itEachCapture('is exact at every checkpoint of %s, replayed at full speed', async ({ file, symbol, checkpoints }) => {
    const expected = new Map(checkpoints.map((checkpoint) => [checkpoint.lastUpdateId, checkpoint]));
    const last = checkpoints.at(-1)?.lastUpdateId;
    const exchange = createExchange();
    exchange.replay(await readRecordingFile(file), { speed: 'max' });
    const server = await serve(exchange, { port: 0 });
    const client = createSpotClient({ environment: { ...server, name: 'loopback' } });
    const seen: Checkpoint[] = [];
    let finish: (() => void) | undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const books = new DepthCacheManager(
      client,
      symbol,
      (book) => {
        // The listener is also called for depth events that were buffered while the snapshot was loading. The recording
        // expects a book after some of the calls only.
        if (expected.has(book.lastUpdateId)) seen.push(checkpointOf(book));
        if (book.lastUpdateId === last) finish?.();
      },
      { limit: 5000 },
    );
    try {
      await finished;
      expect(new Set(seen.map(({ lastUpdateId }) => lastUpdateId))).toEqual(new Set(expected.keys()));
      for (const checkpoint of seen) expect(expected.get(checkpoint.lastUpdateId)).toMatchObject(checkpoint);
      expect(books.getDepthCache().status).toBe('live');
      expect(checkpoints.at(-1)).toMatchObject(checkpointOf(books.getDepthCache()));
      expect(Object.values(books.getDepthCache().metrics.resyncs).filter((count) => count > 0)).toEqual([]);
    } finally {
      await books.close();
      client.close();
      await server.close();
      exchange.close();
    }
  });
});
