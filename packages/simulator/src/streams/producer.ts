import type { Engine } from '../engine/engine.js';
import type { EngineEvent } from '../engine/types/index.js';
import type { MarketData } from '../market-data/market-data.js';
import type { AggregateTrade, BlockTrade } from '../market-data/trade-rows.js';
import type { Channel } from './channel.js';

/** The parts of an exchange that producers read. */
export type MarketView = { readonly engine: Engine; readonly data: MarketData };

/** Feeds one channel while it has subscribers. */
export type Producer = {
  /** The symbol whose events the producer needs. Undefined for all symbols. */
  readonly symbol?: string;
  /** Whether the stream is silent while orders of the symbol can only be cancelled. */
  readonly needsTrading?: true;
  event?(event: EngineEvent): void;
  aggregate?(trade: AggregateTrade): void;
  block?(trade: BlockTrade): void;
  /** Ms between two calls of `tick`, which happen at whole multiples of it. */
  readonly speed?: 100 | 1000 | 2000;
  /** @param now µs */
  tick?(now: number): void;
};

export type CreateProducer<S> = (spec: S, channel: Channel, market: MarketView) => Producer;
