import type { SpotClient } from '@pkg/core';
import type { Exchange } from '@pkg/simulator';
import type { BinanceSocketManager, DepthCacheManager } from '@pkg/streams';

// Variables that short examples of the documentation use without a declaration. An example may also declare these names
// itself.
declare global {
  const apiKey: string;
  const apiSecret: string;
  const client: SpotClient;
  const exchange: Exchange;
  const manager: BinanceSocketManager;
  const books: DepthCacheManager;
  const privateKey: string;
  const signal: AbortSignal;
  function newTraceParent(): string;
}
