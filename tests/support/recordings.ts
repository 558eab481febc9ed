import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { it, type TestContext } from 'vitest';
import { sharedPath } from './shared.js';

const cassette = (name: string): string => `rest-recordings/binance-ex-vcr/${name}`;
const capture = (name: string): string => `depth-captures/${name}.txt.gz`;

/**
 * The paths of recordings of the real exchange. The files are not part of the project. A test whose file does not exist
 * is skipped.
 */
export const recordings = {
  depthCaptures: [
    'binance-2021-10-12-cryptofeed/BLZETH',
    'binance-2021-10-12-cryptofeed/LRCBTC',
    'binance-2021-10-12-cryptofeed/NKNUSDT',
    'binance-2021-10-12-cryptofeed/RUNEEUR',
    'binance-2024-08-09-hft/BTCUSDT',
    'binanceus-2021-04-17-cryptofeed/ATOMUSDT',
    'binanceus-2021-04-17-cryptofeed/BCHUSDT',
    'binanceus-2021-04-17-cryptofeed/BTCUSDT',
    'binanceus-2021-04-17-cryptofeed/BUSDUSD',
    'binanceus-2021-04-17-cryptofeed/ETHBUSD',
    'binanceus-2021-04-17-cryptofeed/OMGUSD',
    'binanceus-2021-04-17-cryptofeed/USDTUSD',
    'binanceus-2021-04-17-cryptofeed/XLMUSDT',
    'binanceus-2021-04-17-cryptofeed/ZENUSD',
    'binanceus-2021-04-17-cryptofeed/ZRXUSD',
  ].map(capture) as string[],
  exchangeInfo: [
    'exchange-info/binance-2018-02-10.json.gz',
    'exchange-info/binance-2021-10-12.json.gz',
    'exchange-info/binance-2023-04-14-transition.json.gz',
    'exchange-info/binance-2023-09-08.json.gz',
    'exchange-info/binance-2025-08-07-first25.json.gz',
    'exchange-info/binance-2026-09-tslabusdt.json',
  ],
  /** REST requests to the exchange, recorded with their answers. */
  cassettes: [
    'cancel_order_by_symbol_string_orderid_and_timestamp_success.json',
    'get_all_prices_ok.json',
    'get_depth_error.json',
    'get_exchange_info_ok.json.gz',
    'get_historical_trades_ok.json',
    'get_klines_interval_error.json',
    'get_klines_ok.json',
    'get_open_orders_for_api_key_and_secret_key.json',
    'get_open_orders_without_symbol_success.json',
    'get_order_by_string_symbol_and_orderid_success.json',
    'get_order_by_struct_symbol_and_clientorderid_success.json',
    'get_ticker_ok.json',
    'order_limit_buy_fill_or_kill_success.json',
    'order_limit_buy_good_til_cancel_default_duration_success.json',
    'order_limit_buy_immediate_or_cancel_success.json',
    'ping_ok.json',
  ].map(cassette) as string[],
  marketData: 'rest-recordings/gocryptotrader-spot-market.json.gz',
  /** The requests that the library ccxt sends. */
  ccxtRequests: 'ccxt-requests/spot.json',
  userEvents: [
    'user-data-events/gocryptotrader-execution-report-2021.jsonl',
    'user-data-events/lean-global-spot-limit-submitted-filled.jsonl',
    'user-data-events/lean-spot-limit-fill-or-kill-submitted-expired.jsonl',
  ],
  microsecondTrades: 'microsecond-trxusdt/trades.csv.gz',
  microsecondDepth: 'microsecond-trxusdt/depth-updates.csv.gz',
} as const;

/** Defines a test that reads a recording. Without the recording the test is skipped, and the report says why. */
export function itWithRecording(
  recording: string,
  title: string,
  test: (path: string, context: TestContext) => void | Promise<void>,
  timeout?: number,
): void {
  const path = sharedPath(`data/${recording}`);
  it(title, { ...(timeout !== undefined && { timeout }) }, (context) =>
    path === undefined ? context.skip(`${recording} is absent`) : test(path, context),
  );
}

/** Reads the text of a file, and decompresses it if necessary. */
export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
