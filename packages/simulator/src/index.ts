export type { ProtocolSettings } from './assumptions/assumptions.js';
export { type BacktestContext, type BacktestOptions, backtest } from './backtest/backtest.js';
export { equityCsv, tradesCsv } from './backtest/csv.js';
export { htmlReport } from './backtest/html.js';
export { type PlotOptions, plotReport } from './backtest/plot.js';
export type { BacktestMarket, BacktestReport, BacktestTrade, EquityPoint } from './backtest/report.js';
export type { HistoryLimits } from './engine/settings/history-limits.js';
export type { EngineEvent, NewAccount, SymbolInfo, SymbolSpec } from './engine/types/index.js';
export type {
  AccountFees,
  AccountKeys,
  AccountOptions,
  ExchangeAccount,
  ExchangeKey,
  KeyOptions,
} from './exchange/accounts.js';
export { createExchange, type Exchange } from './exchange/exchange.js';
export { noLimits } from './exchange/no-limits.js';
export type { ExchangeOptions } from './exchange/options.js';
export { type ExchangeInfoOptions, readExchangeInfo } from './exchange/read-exchange-info.js';
export type { Fault, FaultKind, FaultScope } from './faults/fault-kinds.js';
export type { Faults, ScriptedFault } from './faults/faults.js';
export type { MemoryEnvironment } from './network/memory/environment.js';
export type { Connection, ConnectionHandler, RestRequest, RestResponse } from './protocol/connection.js';
export type { Journal, JournalEntry } from './protocol/journal.js';
export { createRandom, type SeededRandom } from './random/seeded-random.js';
export type { TextChunks, TextSource } from './sources/files/lines.js';
export { type HistoryOptions, klines, trades } from './sources/history/history-source.js';
export type { WarmUp } from './sources/history/kline-reader.js';
export type { RestKline } from './sources/history/kline-rows.js';
export type { InferredBookOptions } from './sources/market/inferred-book.js';
export type {
  BookEvent,
  DrivenMarkets,
  DrivingSource,
  MarketEvent,
  MarketSource,
  TradeEvent,
} from './sources/market/market-source.js';
export { type TimedEvents, type TimedSourceOptions, timedSource } from './sources/market/timed-source.js';
export { type Recording, readRecording } from './sources/recording/recording.js';
export { type RecordingOptions, recording } from './sources/recording/recording-source.js';
export type { Replay, ReplayOptions } from './sources/recording/replay.js';
export type { PriceLevels, ScriptedTrade } from './sources/scripted/scripted-market.js';
export type { ModeName } from './sources/synthetic/market-modes.js';
export { SyntheticDepth, type SyntheticDepthOptions } from './sources/synthetic/synthetic-depth.js';
export {
  type MarketHistoryOptions,
  SyntheticMarket,
  type SyntheticMarketOptions,
} from './sources/synthetic/synthetic-market.js';
export { ClientClock, type ClientClockOptions } from './time/client-clock.js';
export { VirtualClock, type VirtualClockOptions } from './time/virtual-clock.js';
