/** How a market behaves. Rates are for one symbol. */
export type MarketMode = {
  /** Standard deviation of the fair price's relative change over one second. */
  readonly volatility: number;
  /** Relative change of the fair price a second. */
  readonly drift: number;
  /** Chance a step brings a taker. */
  readonly takers: number;
  /** Chance a step begins a burst of takers to one side. */
  readonly bursts: number;
  /** Distance between best bid and ask, in ticks at least, and relative to the price. */
  readonly spread: number;
};

export type ModeName = 'calm' | 'trending' | 'bursty' | 'crash';

export const modes: Readonly<Record<ModeName, MarketMode>> = {
  calm: { volatility: 0.00008, drift: 0, takers: 0.35, bursts: 0.004, spread: 0.00004 },
  trending: { volatility: 0.0001, drift: 0.00004, takers: 0.45, bursts: 0.01, spread: 0.00006 },
  bursty: { volatility: 0.0002, drift: 0, takers: 0.3, bursts: 0.05, spread: 0.0001 },
  crash: { volatility: 0.0006, drift: -0.0006, takers: 0.7, bursts: 0.1, spread: 0.0004 },
};
