import { once } from 'node:events';
import type { SpotClient } from '@pkg/core';
import { BinanceSocketManager, depth, trade } from '@pkg/streams';

export type RecorderOptions = {
  readonly symbol: string;
  /** Receives each line of the recording, with its line break. */
  readonly write: (line: string) => void;
  /** Ends the recording. */
  readonly signal: AbortSignal;
  /** Returns the current time in ms since the epoch. It is recorded as the arrival time of a frame. */
  readonly now?: () => number;
};

/**
 * Records the trades and the book of a symbol in the format that `binance-simulator --replay` reads. Resolves when the
 * signal is aborted, or when events are missing because the connection was lost. The book cannot be followed across
 * such a gap, so the next recording starts with a snapshot of its own.
 */
export async function record(
  client: SpotClient,
  { symbol, write, signal, now = Date.now }: RecorderOptions,
): Promise<void> {
  const sockets = new BinanceSocketManager(client);
  const gap = new AbortController();
  const end = AbortSignal.any([signal, gap.signal]);
  // Each line has the arrival time in ns since the epoch, a space, and JSON.
  const line = (content: object): void => {
    if (end.aborted) return;
    write(`${BigInt(Math.round(now() * 1000)) * 1000n} ${JSON.stringify(content)}\n`);
  };
  try {
    for (const stream of [depth(symbol, { speed: 100 }), trade(symbol)]) {
      const event = (data: object): void => line({ stream, data });
      const notice = (): void => gap.abort();
      await sockets.consume(stream, { event, notice }, { signal: end });
    }
    // The snapshot is requested only after the streams have started, so that the recording misses no change between
    // the snapshot and the streams.
    const { lastUpdateId, bids, asks } = await client.getOrderBook(
      { symbol, limit: 1000 },
      { signal: end },
    );
    line({ lastUpdateId, bids, asks });
    if (!end.aborted) await once(end, 'abort');
  } catch (error) {
    if (!end.aborted) throw error;
  } finally {
    await sockets.close();
  }
}
