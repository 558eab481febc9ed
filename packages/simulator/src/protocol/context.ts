import type { Clock } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import type { SymbolInfo } from '../engine/types.js';
import type { MarketData } from '../market-data/market-data.js';
import { refusal } from '../refusals/refusal.js';
import type { Lagging } from './depth-snapshots.js';
import type { RequestLimits } from './limits/request-limits.js';
import type { KeyRing } from './security/api-keys.js';
import type { UserStreams } from './session/user-data.js';
import type { Choices } from './settings.js';

/** What the protocol stands on. */
export type Core = {
  readonly engine: Engine;
  readonly marketData: MarketData;
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly limits: RequestLimits;
  readonly choices: Choices;
  readonly users: UserStreams;
  readonly lagging: Lagging;
  /** What went wrong in the exchange itself and was answered with -1000. */
  readonly failures: unknown[];
  /** µs */
  readonly now: () => number;
};

export function symbolOf(core: Core, symbol: string): SymbolInfo {
  const info = core.engine.symbol(symbol);
  if (!info) throw refusal('UNKNOWN_SYMBOL');
  return info;
}
