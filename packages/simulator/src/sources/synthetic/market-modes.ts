/** The parameters of a synthetic market. They apply to each symbol separately. */
export type MarketMode = {
  /** The fair price moves at random. This is the standard deviation of its relative change in one second. */
  readonly volatility: number;
  /** The relative change of the fair price in one second, in addition to its random change. */
  readonly drift: number;
  /** Probability that a taker trades in one step of the market. */
  readonly takers: number;
  /** Probability that a step of the market starts a burst of takers, who trade one after the other on the same side. */
  readonly bursts: number;
  /** Distance between the best bid and the best ask in relation to the price. The distance is at least one tick. */
  readonly spread: number;
};

export type ModeName = 'calm' | 'trending' | 'bursty' | 'crash';

export const modes: Readonly<Record<ModeName, MarketMode>> = {
  calm: { volatility: 0.00008, drift: 0, takers: 0.35, bursts: 0.004, spread: 0.00004 },
  trending: { volatility: 0.0001, drift: 0.00004, takers: 0.45, bursts: 0.01, spread: 0.00006 },
  bursty: { volatility: 0.0002, drift: 0, takers: 0.3, bursts: 0.05, spread: 0.0001 },
  crash: { volatility: 0.0006, drift: -0.0006, takers: 0.7, bursts: 0.1, spread: 0.0004 },
};

/** Returns the name of a mode. @throws {RangeError} if there is no mode with this name. */
export function findMode(name: string): ModeName {
  if (Object.hasOwn(modes, name)) return name as ModeName;
  throw new RangeError(`mode: expected ${Object.keys(modes).join(', ')}, got '${name}'`);
}
