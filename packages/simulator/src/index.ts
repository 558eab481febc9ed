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
} from './exchange.js';
export type { Fault, FaultKind, FaultScope } from './faults/fault.js';
export type { Faults } from './faults/faults.js';
export type { Levels, ScriptedTrade } from './fixtures.js';
export type { Choices } from './protocol/choices.js';
export type { Connection, ConnectionHandler, RestRequest, RestResponse } from './protocol/connection.js';
export { type Recording, readRecording } from './replay/recording.js';
export type { Replay, ReplayOptions } from './replay/replay.js';
export { HostClock, type HostClockOptions } from './time/host-clock.js';
export { VirtualClock, type VirtualClockOptions } from './time/virtual-clock.js';
export type { ModeName } from './world/modes.js';
export { createRandom } from './world/seeded-random.js';
export { SyntheticDepth, type SyntheticDepthOptions } from './world/synthetic-depth.js';
export { World, type WorldOptions } from './world/world.js';
