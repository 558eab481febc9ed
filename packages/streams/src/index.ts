export { type WsApiOptions, wsApi } from './api/ws-api.js';
export { BinanceSocketManager } from './binance-socket-manager.js';
export type { Consumer, GapNotice, LaggedNotice, Stop, StreamNotice, StreamStatus } from './consumer.js';
export {
  DepthCache,
  DepthCacheManager,
  type DepthCacheOptions,
  type DepthClient,
  type DepthCounters,
  type DepthMetrics,
  type DepthSource,
  type DepthStatus,
  type DepthUpdate,
  type ResyncReason,
  type StaleReason,
} from './depth/index.js';
export type * from './events/market.js';
export type * from './events/user.js';
export type { RenewalOptions } from './link/link.js';
export type { WakeSource } from './link/wake.js';
export {
  type ConsumeOptions,
  type ContextOwner,
  MarketStreams,
  type StreamsOptions,
  type SubscribeOptions,
} from './market/market-streams.js';
export type { StreamOptions } from './market/read-streams.js';
export type { StatusChange, StatusListener } from './status.js';
export type { Topic } from './topic.js';
export * from './topics.js';
export type { AssetBalance, OpenOrder } from './user/account-state.js';
export type { UserDataOptions } from './user/accounts.js';
export type { AccountState, UserData, UserDataStatus } from './user/user-data.js';
