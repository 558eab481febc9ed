export type { Account } from './account.js';
export type { Candle } from './candle.js';
export type { CandleFeed } from './candle-feed.js';
export { type Pulse, type PulseState, SILENT_AFTER } from './data-age.js';
export type { Market } from './market.js';
export { messageOf } from './message-of.js';
export { LONGEST_REPLAY, type PageState, type Replay, readPageState, writePageState } from './page-url.js';
export { Session } from './session.js';
export { SOURCES, type Source, type SourceId, serverAddresses, sourceInfo, sourceName } from './source.js';
