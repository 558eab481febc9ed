export type { HistoryLimits } from './engine/history.js';
export type { EngineEvent, NewAccount, SymbolInfo, SymbolSpec } from './engine/types.js';
export {
  type AccountOptions,
  createExchange,
  type Exchange,
  type ExchangeAccount,
  type ExchangeKey,
  type ExchangeOptions,
  type KeyOptions,
} from './exchange/exchange.js';
export type { Fault, FaultKind, FaultScope } from './faults/fault.js';
export type { Faults } from './faults/faults.js';
export type { Connection, ConnectionHandler, RestRequest, RestResponse } from './protocol/connection.js';
export type { Choices } from './protocol/settings.js';
export { createRandom } from './random/seeded-random.js';
export { type Recording, readRecording } from './sources/recording/recording.js';
export type { Replay, ReplayOptions } from './sources/recording/replay.js';
export type { Levels, ScriptedTrade } from './sources/scripted/scripted-market.js';
export type { ModeName } from './sources/synthetic/market-modes.js';
export { SyntheticDepth, type SyntheticDepthOptions } from './sources/synthetic/synthetic-depth.js';
export { World, type WorldOptions } from './sources/synthetic/synthetic-market.js';
export { HostClock, type HostClockOptions } from './time/client-clock.js';
export { VirtualClock, type VirtualClockOptions } from './time/virtual-clock.js';
