import type { SpotClient } from '@pkg/core';
import type { Exchange } from '@pkg/simulator';
import type { BinanceSocketManager, DepthCacheManager } from '@pkg/streams';

// What short examples use without declaring it. A block that declares the name itself uses its own.
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
