import type { Engine } from '../engine/engine.js';
import type { EngineEvent } from '../engine/types.js';
import type { AggregateTrade, BlockTrade, MarketData } from '../market-data/market-data.js';
import type { Channel } from './channel.js';

/** What producers read. */
export type Market = { readonly engine: Engine; readonly data: MarketData };

/** Feeds one channel while somebody listens to it. */
export type Producer = {
  /** The symbol whose events it wants. */
  readonly symbol?: string;
  event?(event: EngineEvent): void;
  aggregate?(trade: AggregateTrade): void;
  block?(trade: BlockTrade): void;
  /** How often `tick` is called, in ms; ticks fall on whole multiples of it. */
  readonly speed?: 100 | 1000 | 2000;
  /** @param now µs */
  tick?(now: number): void;
};

export type MakeProducer<S> = (spec: S, channel: Channel, market: Market) => Producer;
