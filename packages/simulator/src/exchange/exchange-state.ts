import type { Clock } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import type { Faults } from '../faults/faults.js';
import type { MarketData } from '../market-data/market-data.js';
import type { Sockets } from '../network/sockets.js';
import type { ProtocolContext } from '../protocol/context.js';
import type { DepthSnapshots } from '../protocol/depth-snapshots.js';
import type { RequestLimits } from '../protocol/limits/request-limits.js';
import type { ApiKey } from '../protocol/security/api-keys.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { Participants } from '../sources/participants.js';
import type { ScriptedMarket } from '../sources/scripted/scripted-market.js';
import { VirtualClock } from '../time/virtual-clock.js';

/** The parts of an exchange whose state is exported. */
export type StatefulParts = {
  readonly context: ProtocolContext;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly faultRandom: SeededRandom;
  readonly house: ScriptedMarket;
  readonly engine: Engine;
  readonly marketData: MarketData;
  readonly sockets: Sockets;
  readonly faults: Faults;
  readonly participants: Participants;
};

/** The state that `Exchange.exportState` returns. */
export type ExportedExchange = {
  readonly format: string;
  /** The exchange's time in µs. */
  readonly time: number;
  readonly clock: ReturnType<VirtualClock['exportState']> | undefined;
  readonly random: readonly number[];
  readonly keys: readonly ApiKey[];
  readonly house: ReturnType<ScriptedMarket['exportState']>;
  readonly engine: unknown;
  readonly marketData: ReturnType<MarketData['exportState']>;
  readonly limits: ReturnType<RequestLimits['exportState']>;
  readonly attempts: ReturnType<Sockets['exportState']>;
  readonly faults: ReturnType<Faults['exportState']>;
  readonly faultRandom: readonly number[];
  readonly staleSnapshots: ReturnType<DepthSnapshots['exportState']>;
  readonly participants: Readonly<Record<string, unknown>>;
};

/** The version of the format of exported states. The import refuses all other versions. */
const FORMAT = 'exchange-2';

export function exportParts(parts: StatefulParts): ExportedExchange {
  const { context, clock, random, faultRandom, house, engine, marketData, sockets, faults, participants } = parts;
  return {
    format: FORMAT,
    time: context.now(),
    clock: clock instanceof VirtualClock ? clock.exportState() : undefined,
    random: random.exportState(),
    keys: context.apiKeys.exportState(),
    house: house.exportState(),
    engine: engine.exportState(),
    marketData: marketData.exportState(),
    limits: context.limits.exportState(),
    attempts: sockets.exportState(),
    faults: faults.exportState(),
    faultRandom: faultRandom.exportState(),
    staleSnapshots: context.depthSnapshots.exportState(),
    participants: participants.exportState(),
  };
}

/**
 * Replaces the state of each part. If a part refuses its state, this function throws. In this case, the state of other
 * parts may already have been replaced.
 */
export function importParts(parts: StatefulParts, state: ExportedExchange): void {
  const { context, clock, random, faultRandom, house, engine, marketData, sockets, faults, participants } = parts;
  engine.importState(state.engine);
  if (clock instanceof VirtualClock && state.clock) clock.importState(state.clock);
  random.importState(state.random);
  context.apiKeys.importState(state.keys);
  house.importState(state.house);
  const limit = Number.MAX_SAFE_INTEGER;
  marketData.importState(state.marketData, (symbol) => engine.trades(symbol, { fromId: 0, limit }));
  context.limits.importState(state.limits);
  sockets.importState(state.attempts);
  faults.importState(state.faults);
  faultRandom.importState(state.faultRandom);
  context.depthSnapshots.importState(state.staleSnapshots);
  participants.importState(state.participants);
}

/** Checks the format of an exported state. @throws {RangeError} if `state` has another format */
export function checkFormat(state: unknown): asserts state is ExportedExchange {
  const { format } = (state ?? {}) as Partial<ExportedExchange>;
  if (format !== FORMAT) {
    throw new RangeError(`state: expected a state of format '${FORMAT}' that exportState returned, got '${format}'`);
  }
}

/** Returns the first 40 characters of a value's JSON, for error messages. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 40);
}

/** Checks only the types of the fields of a state. The part of the exchange that imports a field checks its content. */
export function checkShape(state: ExportedExchange): void {
  const { random, keys, marketData, limits, attempts, faults, faultRandom, staleSnapshots, participants } = state;
  const lists = { random, keys, marketData, limits, faultRandom, staleSnapshots };
  const inner = { attempts: attempts?.attempts, faults: faults?.rules };
  if (!Number.isFinite(state.time)) {
    throw new RangeError(`time: expected a number, got ${shown(state.time)}`);
  }
  for (const [name, value] of Object.entries({ ...lists, ...inner })) {
    if (!Array.isArray(value)) throw new RangeError(`${name}: expected a list, got ${shown(value)}`);
  }
  if (typeof participants !== 'object' || participants === null) {
    throw new RangeError(`participants: expected an object, got ${shown(participants)}`);
  }
}
