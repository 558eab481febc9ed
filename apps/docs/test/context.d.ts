import type { SpotClient } from '@pkg/core';
import type { Exchange } from '@pkg/simulator';
import type { BinanceSocketManager, DepthCacheManager } from '@pkg/streams';

// Variables that short examples use without a declaration. A block may also declare these names itself.
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
