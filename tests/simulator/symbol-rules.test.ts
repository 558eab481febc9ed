import { createExchange } from '@pkg/simulator';
import { expect } from 'vitest';
import { itWithRecording, readText, recordings } from '../support/recordings.js';
import { sharedPath } from '../support/shared.js';

type Row = { symbol: string; filters: Record<string, unknown>[] };

/** The recordings of ordinary symbols, oldest first. The recording of a tokenized share is left out. */
const [oldest, newest] = recordings.exchangeInfo.filter((path) => /2023-09|2025/.test(path)) as [string, string];

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT', 'BNBBTC', 'ETHBTC', 'LTCBTC', 'SOLUSDT', 'XRPUSDT'];

itWithRecording(newest, 'the symbols of the simulator have the filters of the newest recording', () => {
  const read = (path: string): Row[] => JSON.parse(readText(sharedPath(`data/${path}`) ?? path)).symbols;
  const rows = [newest, oldest].map(read);
  const exchange = createExchange({ symbols: SYMBOLS });
  for (const symbol of SYMBOLS) {
    const recorded = rows.flatMap((symbols) => symbols.find((row) => row.symbol === symbol) ?? [])[0] as Row;
    const own = exchange.engine.symbol(symbol)?.filters as unknown as Row['filters'];
    const names = own.map(({ filterType }) => filterType);
    // The exchange raised ICEBERG_PARTS to 100 for all symbols on 2026-03-12 (CHANGELOG.md of its documentation).
    const expected = recorded.filters.map((filter) =>
      filter.filterType === 'ICEBERG_PARTS' ? { ...filter, limit: 100 } : filter,
    );
    for (const filter of expected) {
      expect({ symbol, filter: own.find(({ filterType }) => filterType === filter.filterType) }).toEqual({
        symbol,
        filter,
      });
    }
    const order = expected.map(({ filterType }) => names.indexOf(filterType));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(names).toEqual(expect.arrayContaining(['MAX_NUM_ORDER_LISTS', 'MAX_NUM_ORDER_AMENDS']));
  }
});

const tokenizedShare = recordings.exchangeInfo.find((path) => path.includes('2026')) as string;

itWithRecording(tokenizedShare, 'the symbols of the simulator have the flags of the newest recording', () => {
  const { symbols } = JSON.parse(readText(sharedPath(`data/${tokenizedShare}`) ?? tokenizedShare));
  const { symbol: _symbol, baseAsset: _base, filters: _filters, permissionSets: _sets, ...flags } = symbols[0];
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  // The recorded symbol can be traded on margin, but the simulator has no margin trading.
  expect(exchange.engine.symbol('BTCUSDT')).toMatchObject({ ...flags, isMarginTradingAllowed: false });
});
