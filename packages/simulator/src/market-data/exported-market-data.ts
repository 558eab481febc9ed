import type { Candle } from './candle.js';
import type { AggregateTrade, BlockTrade } from './trade-rows.js';

/**
 * The data of one symbol as a JSON value. The trades are not included, because the engine exports them. Amounts are
 * integers as text, because JSON has no `bigint`.
 */
export type ExportedSymbolData = {
  readonly symbol: string;
  readonly aggregates: readonly Row[];
  readonly blocks: readonly Row[];
  readonly pauses: readonly { readonly start: number; readonly end?: number | undefined }[];
  /** The candles of each interval and time zone. `offset` is the offset of the time zone from UTC, in minutes. */
  readonly series: readonly { readonly interval: string; readonly offset: number; readonly candles: readonly Row[] }[];
};

type Row = readonly (string | number | boolean)[];

type Fields<T> = readonly (readonly [name: keyof T, kind: 'amount' | 'plain'])[];

const AGGREGATE: Fields<AggregateTrade> = [
  ['id', 'plain'],
  ['price', 'amount'],
  ['quantity', 'amount'],
  ['firstTradeId', 'plain'],
  ['lastTradeId', 'plain'],
  ['time', 'plain'],
  ['isBuyerMaker', 'plain'],
  ['takerOrderId', 'plain'],
];

const BLOCK: Fields<BlockTrade> = [
  ['symbol', 'plain'],
  ['id', 'plain'],
  ['price', 'amount'],
  ['quantity', 'amount'],
  ['quoteQuantity', 'amount'],
  ['time', 'plain'],
  ['isBuyerMaker', 'plain'],
];

const CANDLE: Fields<Candle> = [
  ['openTime', 'plain'],
  ['open', 'amount'],
  ['high', 'amount'],
  ['low', 'amount'],
  ['close', 'amount'],
  ['volume', 'amount'],
  ['quoteVolume', 'amount'],
  ['takerVolume', 'amount'],
  ['takerQuoteVolume', 'amount'],
  ['count', 'plain'],
  ['firstId', 'plain'],
  ['lastId', 'plain'],
];

export const exportAggregate = (row: AggregateTrade): Row => toRow(row, AGGREGATE);
export const exportBlock = (row: BlockTrade): Row => toRow(row, BLOCK);
export const exportCandle = (row: Candle): Row => toRow(row, CANDLE);
export const importAggregate = (row: Row): AggregateTrade => fromRow(row, AGGREGATE);
export const importBlock = (row: Row): BlockTrade => fromRow(row, BLOCK);
export const importCandle = (row: Row): Candle => fromRow(row, CANDLE);

function toRow<T>(from: T, fields: Fields<T>): Row {
  return fields.map(([name, kind]) => {
    const value = from[name];
    return kind === 'amount' ? String(value) : (value as string | number | boolean);
  });
}

function fromRow<T>(row: Row, fields: Fields<T>): T {
  if (row.length !== fields.length) {
    throw new RangeError(`market data: expected a row of ${fields.length} values, got ${row.length}`);
  }
  // The cast is safe, because `fields` lists all fields of the type.
  return Object.fromEntries(
    fields.map(([name, kind], index) => [name, kind === 'amount' ? BigInt(row[index] as string) : row[index]]),
  ) as T;
}
