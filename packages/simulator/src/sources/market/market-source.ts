import type { Clock } from '@pkg/core';
import type { SymbolInfo, SymbolSpec, SymbolStatus } from '../../engine/types/index.js';
import type { Participants } from '../participants.js';
import type { PriceLevels } from '../scripted/scripted-market.js';

/** A change of an order book. Each quantity is the new quantity of its level. */
export type BookEvent = {
  /** `BOOK` replaces the whole book. `LEVELS` sets the quantities of some levels; 0 removes a level. */
  readonly type: 'BOOK' | 'LEVELS';
  /** Symbol of the book. */
  readonly symbol: string;
  /** Time in µs since the epoch. */
  readonly time: number;
  /** Levels of buyers, each with its price and quantity. */
  readonly bids: PriceLevels;
  /** Levels of sellers, each with its price and quantity. */
  readonly asks: PriceLevels;
  /** Id of the last update that the event contains. @default the next ids of the book, one for each changed level */
  readonly lastUpdateId?: number | undefined;
};

/** A trade, or several trades of one taker order at one price. */
export type TradeEvent = {
  /** Always `TRADE`. */
  readonly type: 'TRADE';
  /** Symbol of the trade. */
  readonly symbol: string;
  /** Time in µs since the epoch. */
  readonly time: number;
  /** Price of the trade. */
  readonly price: string;
  /** Quantity, in the base asset. */
  readonly quantity: string;
  /** Whether the buyer's order rested on the book. */
  readonly isBuyerMaker: boolean;
  /** Id of the trade. If the event stands for several trades, the id of the last one. @default the next id */
  readonly id?: number | undefined;
  /** Id of the first trade, if the event stands for several trades. */
  readonly firstId?: number | undefined;
  /** Id of the aggregate trade, if the event is an aggregate trade. */
  readonly aggregateId?: number | undefined;
  /**
   * Whether book events show how much quantity is queued at the price of the trade. If false, the trade fills only
   * orders with better prices than the trade. @default true
   */
  readonly isQueueKnown?: boolean | undefined;
  /**
   * The amounts that the event adds to the volumes of a candle, as decimals. @default the amounts that follow from the
   * price, the quantity and the taker's side
   */
  readonly sums?:
    | {
        /** Amount of the quote asset. */
        readonly quoteQuantity: string;
        /** Quantity bought by takers, in the base asset. */
        readonly takerQuantity: string;
        /** Amount of the quote asset that takers paid when they bought. */
        readonly takerQuoteQuantity: string;
      }
    | undefined;
};

/** A change of the order book of one symbol, or a trade of this symbol. Prices and quantities are decimals as text. */
export type MarketEvent = BookEvent | TradeEvent;

/** The methods and properties of an exchange that a {@link MarketSource} uses to change the markets of its symbols. */
export type DrivenMarkets = {
  /** The clock of the exchange. */
  readonly clock: Clock;
  /** Time in ms after which events are no longer applied. */
  readonly end: number;
  /** The objects whose state is part of the exchange's exported state. A market source with a state adds itself. */
  readonly participants: Participants;
  /** Returns the smallest step of the prices of a symbol, as a decimal. */
  tickSize(symbol: string): string;
  /** Applies an event, and matches the orders of accounts with it. */
  apply(event: MarketEvent): void;
  /**
   * Halts a symbol whose data is out of date. Its status becomes HALT, and its public book is empty until the next
   * event of type `BOOK`.
   */
  halt(symbol: string): void;
  /** Changes the status or the rules of a symbol. */
  change(symbol: string, changes: SymbolChanges): void;
  /**
   * Sets until when the symbol accepts new orders, in ms of the exchange's clock. After this time, new orders are
   * refused until a later call sets a later time.
   */
  keepFresh(symbol: string, until: number): void;
};

/** The status and the rules of a symbol, which a market source may change. */
export type SymbolChanges = Partial<Omit<SymbolInfo, 'symbol' | 'baseAsset' | 'quoteAsset' | 'status'>> & {
  /** Status of the symbol. */
  readonly status?: SymbolStatus;
};

/** A market source that has started to apply its events to an exchange. */
export type DrivingSource = {
  /** Resolves when all events up to the exchange's present time have been applied. Rejects if they cannot be read. */
  readonly ready: Promise<void>;
  /** Resolves after the last event. Rejects if the events cannot be read to their end. */
  readonly ended: Promise<void>;
  /** Ends the market source: it applies no more events. */
  stop(): void;
};

/**
 * A source of the order books and the trades of some symbols: `createExchange({ source })`. Orders of accounts are
 * matched with these books, and are filled by these trades.
 */
export type MarketSource = {
  /** The symbols whose books and trades come from the source. The exchange lists them. */
  readonly symbols: readonly (string | SymbolSpec)[];
  /** Time of the first event in ms, at which the exchange starts by default. */
  readonly start: number;
  /** The clock that the exchange uses by default. @default a `VirtualClock` */
  readonly clock?: Clock | undefined;
  /** Starts to apply events. Called once, when the exchange is created. */
  drive(markets: DrivenMarkets): DrivingSource;
};
