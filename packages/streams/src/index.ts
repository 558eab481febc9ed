export { type WsApiOptions, wsApi } from './api/ws-api.js';
export { BinanceSocketManager } from './binance-socket-manager.js';
export type { RenewalOptions } from './connection/renewal-age.js';
export type { StatusChange, StatusListener } from './connection/status-board.js';
export type { WakeSource } from './connection/wake-source.js';
export {
  type BestPrices,
  DepthCache,
  DepthCacheManager,
  type DepthCacheOptions,
  type DepthClient,
  type DepthCounters,
  type DepthEvents,
  type DepthMetrics,
  type DepthSource,
  type DepthStatus,
  type DepthUpdate,
  type ResyncEvent,
  type ResyncReason,
  type StaleReason,
} from './depth/index.js';
export type { Consumer, GapNotice, LaggedNotice, Stop, StreamNotice, StreamStatus } from './events/consumer.js';
export type * from './events/market.js';
export type * from './events/user.js';
export {
  type ConsumeOptions,
  type ContextOwner,
  MarketStreams,
  type StreamsOptions,
  type SubscribeOptions,
} from './market/market-streams.js';
export type { StreamOptions } from './market/read-streams.js';
export type { StreamEvents } from './market/stream-events.js';

export * from './topics.js';
export type { UserDataStatus } from './user/account-sync.js';
export type { AssetBalance, OpenOrder } from './user/balance-cache.js';
export type { UserDataOptions } from './user/user-accounts.js';
export type { AccountState, UserData } from './user/user-data.js';
