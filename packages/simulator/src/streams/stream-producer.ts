import type { Engine } from '../engine/engine.js';
import type { EngineEvent } from '../engine/types/index.js';
import type { MarketData } from '../market-data/market-data.js';
import type { AggregateTrade, BlockTrade } from '../market-data/trade-rows.js';
import type { Channel } from './stream-channel.js';

/** The parts of an exchange from which the producers of streams read. */
export type MarketView = { readonly engine: Engine; readonly data: MarketData };

/**
 * Creates the events of one stream, and publishes them to its subscribers through a channel. A producer exists only
 * while the stream has subscribers.
 */
export type Producer = {
  /** The symbol whose engine events the producer gets. If undefined, the producer gets the events of all symbols. */
  readonly symbol?: string;
  /** Whether the stream sends nothing while the symbol has the status CANCEL_ONLY. */
  readonly needsTrading?: true;
  event?(event: EngineEvent): void;
  aggregate?(trade: AggregateTrade): void;
  block?(trade: BlockTrade): void;
  /** Time between two calls of `tick`, in ms. `tick` is called at whole multiples of this time. */
  readonly speed?: 100 | 1000 | 2000;
  /** @param now the exchange's time in µs */
  tick?(now: number): void;
};

export type CreateProducer<S> = (spec: S, channel: Channel, market: MarketView) => Producer;
