import { defaultSettings } from '../assumptions/assumptions.js';
import { Engine } from '../engine/engine.js';
import { Faults } from '../faults/faults.js';
import { MarketData } from '../market-data/market-data.js';
import type { ProtocolContext } from '../protocol/context.js';
import { DepthSnapshots } from '../protocol/depth-snapshots.js';
import { Journal } from '../protocol/journal.js';
import { RequestLimits } from '../protocol/limits/request-limits.js';
import { ApiKeys } from '../protocol/security/api-keys.js';
import { UserDataStreams } from '../protocol/user-data/user-data-streams.js';
import { createRandom, type SeededRandom } from '../random/seeded-random.js';
import type { MarketSource } from '../sources/market/market-source.js';
import { VirtualClock } from '../time/virtual-clock.js';
import type { ExchangeOptions } from './options.js';
import { CANDLES_OF_SOURCES, clockOf, startOf, symbolsOf } from './sources.js';

/** The parts of an exchange that can be created before the `Exchange` object. */
export type ExchangeParts = {
  readonly context: ProtocolContext;
  /** The random number generator of the exchange. */
  readonly random: SeededRandom;
  /** The random number generator that is used only for faults. */
  readonly faultRandom: SeededRandom;
};

/**
 * Creates the parts of an exchange, and connects them. `reportFailure` receives every unexpected error in the code of
 * the parts, which is an error of the simulator.
 */
export function createParts(
  options: ExchangeOptions,
  sources: readonly MarketSource[],
  reportFailure: (error: unknown) => void,
): ExchangeParts {
  const random = createRandom(options.seed ?? 1);
  const clock = options.clock ?? clockOf(sources) ?? new VirtualClock({ start: startOf(options, sources) });
  const now = (): number => Math.floor(clock.now() * 1000);
  const settings = { ...defaultSettings, ...options.settings };
  const { exchangeFilters, sors, orderLimits, matchingAssumptions } = options;
  const history = sources.length > 0 ? { candles: CANDLES_OF_SOURCES, ...options.history } : options.history;
  const engine = new Engine({
    symbols: symbolsOf(options, sources),
    exchangeFilters,
    sors,
    orderLimits,
    now,
    random: random.fork(),
    assumptions: matchingAssumptions,
    history,
  });
  const faultRandom = random.fork();
  const faults = new Faults(clock, faultRandom);
  const marketData = new MarketData(history);
  // `marketData` must be the first listener of the engine. Then it already contains a trade when the engine reports
  // this trade to the other listeners.
  marketData.follow(engine);
  const userData = new UserDataStreams(now);
  engine.on((event) => userData.publish(event));
  const apiKeys = new ApiKeys();
  const journal = new Journal(
    () => clock.now(),
    () => apiKeys.secrets,
  );
  const context: ProtocolContext = {
    engine,
    marketData,
    faults,
    clock,
    apiKeys,
    limits: new RequestLimits(settings),
    settings,
    userData,
    depthSnapshots: new DepthSnapshots(engine, faults),
    journal,
    reportFailure,
    now,
  };
  return { context, random, faultRandom };
}
