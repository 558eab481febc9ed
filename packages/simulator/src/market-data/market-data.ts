import type { Engine } from '../engine/engine.js';
import { defaultHistory, type HistoryLimits, trim } from '../engine/settings/history-limits.js';
import type { SymbolInfo, Trade } from '../engine/types/index.js';
import { addTrade, type Candle, candleOf, flatCandle, merge } from './candle.js';
import type { CandleSeries, Pause } from './candle-series.js';
import {
  type ExportedSymbolData,
  exportAggregate,
  exportBlock,
  exportCandle,
  importAggregate,
  importBlock,
  importCandle,
} from './exported-market-data.js';
import { type Interval, KLINE_INTERVALS, openOf } from './intervals.js';
import { firstIndex, type Page, page } from './sorted-rows.js';
import { SymbolCandles } from './symbol-candles.js';
import type { AggregateTrade, BlockTrade } from './trade-rows.js';

type SymbolData = {
  readonly trades: Trade[];
  readonly aggregates: AggregateTrade[];
  readonly blocks: BlockTrade[];
  readonly candles: SymbolCandles;
  readonly pauses: Pause[];
};

const MINUTE = 60_000;

/**
 * The trades of all symbols, and the aggregate trades, candles and statistics that are calculated from the trades. The
 * constructor's `history` limits how many trades and candles are kept.
 */
export class MarketData {
  readonly #symbols = new Map<string, SymbolData>();
  readonly #blockListeners = new Set<(trade: BlockTrade) => void>();
  readonly #history: HistoryLimits;

  constructor(history: Partial<HistoryLimits> = {}) {
    this.#history = { ...defaultHistory, ...history };
  }

  /**
   * Adds the trades and status changes of an engine from now on. Returns a function that stops following the engine.
   */
  follow(engine: Pick<Engine, 'on'>): () => void {
    return engine.on((event) => {
      if (event.type === 'TRADE') this.addTrade(event.trade);
      else if (event.type === 'SYMBOL') this.#setStatus(event.symbol, event.time / 1000);
    });
  }

  addTrade(trade: Trade): void {
    const data = this.#of(trade.symbol);
    data.trades.push(trade);
    trim(data.trades, this.#history.trades);
    data.candles.addTrade(candleOf(trade));
    const last = data.aggregates.at(-1);
    if (last && last.takerOrderId === trade.takerOrderId && last.price === trade.price && last.time === trade.time) {
      last.quantity += trade.quantity;
      last.lastTradeId = trade.id;
      return;
    }
    data.aggregates.push({
      // Trades of accounts take ids too, so the id that a market source gives may already be taken.
      id: last ? Math.max(trade.aggregateId ?? 0, last.id + 1) : (trade.aggregateId ?? 1),
      price: trade.price,
      quantity: trade.quantity,
      firstTradeId: trade.firstId ?? trade.id,
      lastTradeId: trade.id,
      time: trade.time,
      isBuyerMaker: trade.isBuyerMaker,
      takerOrderId: trade.takerOrderId,
    });
    trim(data.aggregates, this.#history.trades);
  }

  /**
   * Adds a candle from before the first trade, with a duration of `length` ms. The candle is merged into the candles of
   * all intervals whose length is a multiple of `length`. The caller must not use the object `candle` afterwards.
   */
  addHistory(symbol: string, length: number, candle: Candle): void {
    this.#of(symbol).candles.addHistory(length, candle);
  }

  addBlockTrade(symbol: string, trade: Omit<BlockTrade, 'id' | 'symbol'>): BlockTrade {
    const { blocks } = this.#of(symbol);
    const block = { symbol, id: (blocks.at(-1)?.id ?? 0) + 1, ...trade };
    blocks.push(block);
    trim(blocks, this.#history.trades);
    for (const listener of this.#blockListeners) listener(block);
    return block;
  }

  /** Returns all data as JSON values, except the trades, which the engine exports. */
  exportState(): readonly ExportedSymbolData[] {
    return [...this.#symbols].map(([symbol, data]) => ({
      symbol,
      aggregates: data.aggregates.map(exportAggregate),
      blocks: data.blocks.map(exportBlock),
      pauses: data.pauses.map(({ start, end }) => ({ start, end })),
      series: data.candles.all().map(({ interval, offset, candles }) => ({
        interval,
        offset,
        candles: candles.map(exportCandle),
      })),
    }));
  }

  /** Replaces all data with exported data. `tradesOf` returns the trades of a symbol. */
  importState(rows: readonly ExportedSymbolData[], tradesOf: (symbol: string) => readonly Trade[]): void {
    this.#symbols.clear();
    for (const row of rows) {
      const { trades, aggregates, blocks, candles, pauses } = this.#of(row.symbol);
      for (const trade of tradesOf(row.symbol)) trades.push(trade);
      for (const aggregate of row.aggregates) aggregates.push(importAggregate(aggregate));
      for (const block of row.blocks) blocks.push(importBlock(block));
      // JSON has no undefined. So the field `end` of a pause (a time without klines) that still lasts is missing in
      // JSON.
      for (const { start, end } of row.pauses) pauses.push({ start, end });
      for (const { interval, offset, candles: rows } of row.series) {
        const known = KLINE_INTERVALS.find((each) => each === interval);
        if (known === undefined) throw new RangeError(`market data: expected a known interval, got '${interval}'`);
        candles.replace(known, offset, rows.map(importCandle));
      }
    }
  }

  onBlockTrade(listener: (trade: BlockTrade) => void): () => void {
    this.#blockListeners.add(listener);
    return () => this.#blockListeners.delete(listener);
  }

  lastTrade(symbol: string): Trade | undefined {
    return this.#of(symbol).trades.at(-1);
  }

  trades(symbol: string, query: Page): Trade[] {
    return page(this.#of(symbol).trades, query, id, time);
  }

  aggregateTrades(symbol: string, query: Page): AggregateTrade[] {
    return page(this.#of(symbol).aggregates, query, id, time);
  }

  lastAggregateTrade(symbol: string): AggregateTrade | undefined {
    return this.#of(symbol).aggregates.at(-1);
  }

  blockTrades(symbol: string, query: Page): BlockTrade[] {
    return page(this.#of(symbol).blocks, query, id, time);
  }

  /**
   * Returns the candles of one interval until now. Later trades are not always added to the returned object, so call
   * this method again after new trades. `offset` is the offset of the time zone from UTC, in minutes.
   */
  candles(symbol: string, interval: Interval, offset = 0): CandleSeries {
    return this.#of(symbol).candles.series(interval, offset);
  }

  /**
   * Returns one candle with all trades from `from` (ms) until now. Undefined if there were no trades. If `from` is in
   * the middle of a minute, the trades of this minute are added one by one. Trades that are no longer kept are then
   * missing.
   */
  window(symbol: string, from: number): Candle | undefined {
    const { trades, candles } = this.#of(symbol);
    const total = flatCandle(from, 0n);
    const minute = openOf('1m', from) === from ? from : openOf('1m', from) + MINUTE;
    for (let at = firstIndex(trades, (trade) => trade.time >= from * 1000); at < trades.length; at++) {
      const trade = trades[at]!;
      if (trade.time >= minute * 1000) break;
      addTrade(total, trade);
    }
    const minutes = candles.series('1m').candles;
    for (let at = firstIndex(minutes, (candle) => candle.openTime >= minute); at < minutes.length; at++) {
      merge(total, minutes[at]!);
    }
    return total.count > 0 ? total : undefined;
  }

  /** Returns the newest trade before `from` (ms). */
  tradeBefore(symbol: string, from: number): Trade | undefined {
    const { trades } = this.#of(symbol);
    return trades[firstIndex(trades, (trade) => trade.time >= from * 1000) - 1];
  }

  /** Starts or ends a pause (a time without klines) if the status of the symbol requires it. */
  #setStatus({ symbol, status }: SymbolInfo, now: number): void {
    const { pauses } = this.#of(symbol);
    const last = pauses.at(-1);
    const isPaused = last !== undefined && last.end === undefined;
    const hasKlines = status !== 'BREAK' && status !== 'CANCEL_ONLY';
    if (isPaused && hasKlines) last.end = now;
    else if (!isPaused && !hasKlines) pauses.push({ start: now, end: undefined });
  }

  #of(symbol: string): SymbolData {
    let data = this.#symbols.get(symbol);
    if (!data) {
      const pauses: Pause[] = [];
      const candles = new SymbolCandles(this.#history.candles, pauses);
      data = { trades: [], aggregates: [], blocks: [], candles, pauses };
      this.#symbols.set(symbol, data);
    }
    return data;
  }
}

const id = (row: { readonly id: number }): number => row.id;
const time = (row: { readonly time: number }): number => row.time;
