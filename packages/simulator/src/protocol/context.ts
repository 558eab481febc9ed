import type { Clock } from '@pkg/core';
import type { ProtocolSettings } from '../assumptions/assumptions.js';
import type { Engine } from '../engine/engine.js';
import type { SymbolInfo } from '../engine/types/index.js';
import type { Faults } from '../faults/faults.js';
import type { MarketData } from '../market-data/market-data.js';
import { refusal } from '../refusals/refusal.js';
import type { DepthSnapshots } from './depth-snapshots.js';
import type { Journal } from './journal.js';
import type { RequestLimits } from './limits/request-limits.js';
import type { ApiKeys } from './security/api-keys.js';
import type { UserDataStreams } from './user-data/user-data-streams.js';

/** The parts of an exchange that handle requests. */
export type ProtocolContext = {
  readonly engine: Engine;
  readonly marketData: MarketData;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly apiKeys: ApiKeys;
  readonly limits: RequestLimits;
  readonly settings: ProtocolSettings;
  readonly userData: UserDataStreams;
  readonly depthSnapshots: DepthSnapshots;
  readonly journal: Journal;
  /** Reports an error in the code of the simulator. The client gets error -1000. */
  readonly reportFailure: (error: unknown) => void;
  /** Returns the exchange's time in µs since the epoch. */
  readonly now: () => number;
};

/** Returns the properties of a symbol. Throws the refusal -1121 if the exchange does not list the symbol. */
export function listedSymbol({ engine }: ProtocolContext, symbol: string): SymbolInfo {
  const info = engine.symbol(symbol);
  if (!info) throw refusal('UNKNOWN_SYMBOL');
  return info;
}
