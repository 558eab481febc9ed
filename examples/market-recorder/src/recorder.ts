import type { SpotClient } from '@pkg/core';
import { BinanceSocketManager, depth, trade } from '@pkg/streams';

export type RecorderOptions = {
  readonly symbol: string;
  /** Receives each line of the recording, with its line break. */
  readonly write: (line: string) => void;
  /** Returns the current time in ms since the epoch. It is recorded as the arrival time of a frame. */
  readonly now?: () => number;
};

/** Records the trades and the book of a symbol in the format that `binance-simulator --replay` reads. */
export async function record(
  client: SpotClient,
  { symbol, write, now = Date.now }: RecorderOptions,
): Promise<() => Promise<void>> {
  const sockets = new BinanceSocketManager(client);
  // Each line has the arrival time in ns since the epoch, a space, and the JSON of a frame.
  const line = (json: string): void =>
    write(`${BigInt(Math.round(now() * 1000)) * 1000n} ${json}\n`);
  for (const topic of [depth(symbol, { speed: 100 }), trade(symbol)]) {
    await sockets.consume(topic, {
      event: (data) => line(JSON.stringify({ stream: topic, data })),
      notice: (notice) => line(JSON.stringify({ notice })),
    });
  }
  // The snapshot is requested only after the streams have started, so that the recording misses no change between the
  // snapshot and the streams.
  const { lastUpdateId, bids, asks } = await client.getOrderBook({ symbol, limit: 1000 });
  line(JSON.stringify({ lastUpdateId, bids, asks }));
  return () => sockets.close();
}
