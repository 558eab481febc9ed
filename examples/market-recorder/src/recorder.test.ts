import { createSpotClient } from '@pkg/core';
import { createExchange, readRecording, SyntheticMarket } from '@pkg/simulator';
import { DepthCacheManager } from '@pkg/streams';
import { expect, test } from 'vitest';
import { record } from './recorder.ts';

test('records what a book can be built from again', async () => {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'] });
  new SyntheticMarket(exchange, { mode: 'calm' }).start();
  await exchange.advance(2000);
  const { environment, clock } = exchange;
  const client = createSpotClient({ environment, clock });
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const recording = record(client, { symbol: 'BTCUSDT', write, now: () => clock.now() });
  await exchange.advance(1000);
  const stop = await recording;
  await exchange.advance(5000);
  await stop();
  client.close();

  const replayed = createExchange({ symbols: ['BTCUSDT'] });
  replayed.replay(readRecording(text));
  const reader = createSpotClient({
    environment: replayed.environment,
    clock: replayed.clock,
  });
  const books = new DepthCacheManager(reader, 'BTCUSDT');
  const ready = books.ready();
  await replayed.advance(3000);
  await ready;
  expect(books.getDepthCache().status).toBe('live');
  expect(books.getDepthCache().getBids(5)).toHaveLength(5);
  await books.close();
  reader.close();
});
