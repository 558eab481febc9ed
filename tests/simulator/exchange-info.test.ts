import { isDeepStrictEqual } from 'node:util';
import { createExchange, readExchangeInfo } from '@pkg/simulator';
import { describe, expect } from 'vitest';
import { rest } from '../../packages/simulator/test/raw-client.js';
import { itWithRecording, readText, recordings } from '../support/recordings.js';

type Row = { readonly symbol: string; readonly filters: readonly Record<string, unknown>[] } & Record<string, unknown>;

/**
 * Fields of recorded symbols that the simulator must report with the same value. Recordings of earlier years lack some
 * of these fields.
 */
const FIELDS = [
  ...['status', 'baseAsset', 'baseAssetPrecision', 'quoteAsset', 'quoteAssetPrecision', 'orderTypes', 'icebergAllowed'],
  ...['ocoAllowed', 'otoAllowed', 'quoteOrderQtyMarketAllowed', 'allowTrailingStop', 'cancelReplaceAllowed'],
  ...['amendAllowed', 'pegInstructionsAllowed', 'isSpotTradingAllowed', 'defaultSelfTradePreventionMode'],
  ...['allowedSelfTradePreventionModes', 'permissionSets'],
];

/** Fields of filters that recordings of the year 2018 lack. */
const LATER = { avgPriceMins: 5, applyToMarket: true };

describe('readExchangeInfo', () => {
  // The recordings of 2023 are read only with `LONG=1`, because each takes a second and resembles the recording of
  // 2021.
  for (const recording of recordings.exchangeInfo.filter(
    (name) => process.env.LONG === '1' || !name.includes('binance-2023'),
  )) {
    itWithRecording(recording, `gives an exchange the symbols and filters of ${recording}`, async (path) => {
      const recorded = JSON.parse(readText(path)) as { symbols: Row[] };
      const exchange = createExchange({ ...readExchangeInfo(recorded) });
      const { body } = await rest(exchange, 'GET /api/v3/exchangeInfo');
      const symbols = body.symbols as Row[];
      expect(symbols.map(({ symbol }) => symbol)).toEqual(recorded.symbols.map(({ symbol }) => symbol));
      const different = recorded.symbols.filter((row, index) => !isSame(row, symbols[index] as Row));
      expect(different).toEqual([]);
    });
  }
});

/** Returns whether the simulator's symbol has the fields and the filters of the recorded one. */
function isSame(recorded: Row, listed: Row): boolean {
  const sets = recorded.permissionSets as unknown[] | undefined;
  const names = FIELDS.filter((name) => recorded[name] !== undefined && (name !== 'permissionSets' || sets?.length));
  const filters = new Map(recorded.filters.map((filter) => [filter.filterType, filter]));
  return (
    names.every((name) => isDeepStrictEqual(listed[name], recorded[name])) &&
    // The simulator may leave out one filter that Binance had in earlier years and has removed since.
    listed.filters.length >= recorded.filters.length - 1 &&
    listed.filters.every((filter) =>
      isDeepStrictEqual(filter, {
        ...(filter.filterType === 'MIN_NOTIONAL' && LATER),
        ...filters.get(filter.filterType),
      }),
    )
  );
}
