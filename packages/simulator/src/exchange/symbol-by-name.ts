import { defaultFilters } from '../engine/settings/complete-symbol.js';
import { formatAmount, parseAmount } from '../engine/types/amount.js';
import type { Filter, SymbolSpec } from '../engine/types/index.js';
import { dollarPrice, typicalPrice } from '../sources/synthetic/typical-prices.js';

/**
 * Known quote assets. The first of them with which the name of a symbol ends is its quote asset, so FDUSD comes before
 * USD.
 */
const QUOTES = [
  'FDUSD',
  'USDT',
  'USDC',
  'BUSD',
  'TUSD',
  'BTC',
  'ETH',
  'BNB',
  'TRX',
  'EUR',
  'GBP',
  'TRY',
  'BRL',
  'JPY',
  'USD',
];

/** Tick size, step size and largest allowed values of a symbol, as in exchangeInfo of the live exchange. */
type Rules = {
  readonly tickSize: string;
  readonly maxPrice: string;
  readonly stepSize: string;
  readonly maxQty: string;
  readonly marketMaxQty: string;
};

const rules = (tickSize: string, maxPrice: string, stepSize: string, maxQty: string, marketMaxQty: string): Rules => ({
  tickSize,
  maxPrice,
  stepSize,
  maxQty,
  marketMaxQty,
});

/** The rules of well-known symbols in 2025. Symbols whose rules of 2025 are not known have their rules of 2023. */
const RULES: Readonly<Record<string, Rules>> = {
  BTCUSDT: rules('0.01', '1000000', '0.00001', '9000', '97.09521512'),
  ETHUSDT: rules('0.01', '1000000', '0.0001', '9000', '2357.34408702'),
  BNBUSDT: rules('0.1', '100000', '0.001', '900000', '24057.2504125'),
  LTCUSDT: rules('0.01', '100000', '0.001', '90000', '23847.56407083'),
  SOLUSDT: rules('0.01', '10000', '0.01', '90000', '129313.87854166'),
  XRPUSDT: rules('0.0001', '10000', '1', '9222449', '6242120.40416666'),
  ADAUSDT: rules('0.0001', '1000', '0.1', '900000', '3485105.56541666'),
  DOGEUSDT: rules('0.00001', '1000', '1', '9000000', '26610669.95416666'),
  TRXUSDT: rules('0.00001', '1000', '0.1', '9000000', '10183907.06124999'),
  EURUSDT: rules('0.0001', '1000', '0.1', '6000000', '1110307.48041666'),
  ETHBTC: rules('0.00001', '922327', '0.0001', '100000', '1378.22417541'),
  LTCBTC: rules('0.000001', '100000', '0.001', '100000', '1887.97569874'),
  BNBBTC: rules('0.000001', '100000', '0.001', '100000', '1507.76687866'),
};

/**
 * The smallest allowed notional of an order, by quote asset. For a quote asset that is missing here, the smallest
 * notional is calculated from the asset's price in dollars.
 */
const MIN_NOTIONAL: Readonly<Record<string, string>> = {
  BTC: '0.0001',
  ETH: '0.001',
  BNB: '0.01',
  TRY: '10',
  BRL: '10',
};

/**
 * Creates a symbol from its name, which must end with the name of its quote asset. The symbol gets typical filters. A
 * well-known symbol gets the tick size, the step size, the largest price and the largest quantities of the live
 * exchange.
 */
export function symbolByName(symbol: string): SymbolSpec {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote) && symbol.length > quote.length);
  if (!quoteAsset) {
    throw new RangeError(
      `symbols: expected a name that ends in ${QUOTES.join(', ')}, got '${symbol}'; give the symbol in full`,
    );
  }
  const baseAsset = symbol.slice(0, -quoteAsset.length);
  const { tickSize, maxPrice, stepSize, maxQty, marketMaxQty } = RULES[symbol] ?? typicalRules(baseAsset, quoteAsset);
  const dollars = dollarPrice(quoteAsset);
  const minNotional = MIN_NOTIONAL[quoteAsset] ?? (dollars > 0.5 ? '5' : powerOfTen(Math.log10(5 / dollars), -8, 8));
  const own: Filter[] = [
    { filterType: 'PRICE_FILTER', minPrice: full(tickSize), maxPrice: full(maxPrice), tickSize: full(tickSize) },
    { filterType: 'LOT_SIZE', minQty: full(stepSize), maxQty: full(maxQty), stepSize: full(stepSize) },
    { filterType: 'MARKET_LOT_SIZE', minQty: full('0'), maxQty: full(marketMaxQty), stepSize: full('0') },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '5',
      bidMultiplierDown: '0.2',
      askMultiplierUp: '5',
      askMultiplierDown: '0.2',
      avgPriceMins: 5,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: full(minNotional),
      applyMinToMarket: true,
      maxNotional: full('9000000'),
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
  ];
  const others = defaultFilters.filter(({ filterType }) => !own.some((filter) => filter.filterType === filterType));
  const filters = [...own, ...others].sort((one, other) => orderOf(one) - orderOf(other));
  return { symbol, baseAsset, quoteAsset, filters };
}

/** The order of the filters in exchangeInfo. If an order fails several filters, the refusal names the first one. */
const ORDER: readonly Filter['filterType'][] = [
  'PRICE_FILTER',
  'LOT_SIZE',
  'ICEBERG_PARTS',
  'MARKET_LOT_SIZE',
  'TRAILING_DELTA',
  'PERCENT_PRICE_BY_SIDE',
  'NOTIONAL',
  'MAX_NUM_ORDERS',
  'MAX_NUM_ORDER_LISTS',
  'MAX_NUM_ALGO_ORDERS',
  'MAX_NUM_ORDER_AMENDS',
];

const orderOf = ({ filterType }: Filter): number => ORDER.indexOf(filterType);

/** Returns rules like those of the live exchange for assets with similar prices. */
function typicalRules(baseAsset: string, quoteAsset: string): Rules {
  const dollars = dollarPrice(baseAsset);
  return {
    tickSize: powerOfTen(Math.log10(typicalPrice(baseAsset, quoteAsset)) - 5, -8, -2),
    maxPrice: dollars > 10_000 ? '1000000' : dollars > 10 ? '100000' : dollars > 0.001 ? '1000' : '1',
    stepSize: powerOfTen(-Math.log10(dollars), -8, 0),
    maxQty: dollars > 1000 ? '9000' : dollars > 10 ? '90000' : dollars > 0.001 ? '9000000' : '46116860414',
    marketMaxQty: powerOfTen(Math.log10(5_000_000 / dollars), 0, dollars > 0.001 ? 7 : 10),
  };
}

const full = (decimal: string): string => formatAmount(parseAmount(decimal) ?? 0n);

/** Returns 10 to the power of `exponent` as a decimal. The exponent is rounded down and clamped to `min` and `max`. */
function powerOfTen(exponent: number, min: number, max: number): string {
  const power = Math.min(Math.max(Math.floor(exponent), min), max);
  return formatAmount(parseAmount((10 ** power).toFixed(8)) ?? 0n);
}
