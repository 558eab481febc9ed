import { defaultFilters } from '../engine/settings/complete-symbol.js';
import { formatAmount, parseAmount } from '../engine/types/amount.js';
import type { Filter, SymbolSpec } from '../engine/types/index.js';
import { dollarPrice, typicalPrice } from '../sources/synthetic/typical-prices.js';

/** Known quote assets. An asset whose name ends in the name of another one comes before it: FDUSD before USD. */
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

/** A symbol from its name: the assets that the name contains, and trading rules typical for its price. */
export function symbolByName(symbol: string): SymbolSpec {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote) && symbol.length > quote.length);
  if (!quoteAsset) {
    throw new RangeError(
      `symbols: expected a name that ends in ${QUOTES.join(', ')}, got '${symbol}'; give the symbol in full`,
    );
  }
  const baseAsset = symbol.slice(0, -quoteAsset.length);
  const tickSize = powerOfTen(Math.log10(typicalPrice(baseAsset, quoteAsset)) - 5, -8, -2);
  const stepSize = powerOfTen(-Math.log10(dollarPrice(baseAsset)), -8, 0);
  const minNotional = powerOfTen(Math.log10(5 / dollarPrice(quoteAsset)), -8, 8);
  const own: Filter[] = [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00000000', tickSize },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '900000.00000000', stepSize },
  ];
  const notional: Filter = {
    filterType: 'NOTIONAL',
    minNotional,
    applyMinToMarket: true,
    maxNotional: '9000000.00000000',
    applyMaxToMarket: false,
    avgPriceMins: 5,
  };
  const others = defaultFilters.filter(({ filterType }) => filterType !== 'PRICE_FILTER' && filterType !== 'LOT_SIZE');
  return { symbol, baseAsset, quoteAsset, filters: [...own, ...others, notional] };
}

/** 10 to the power of `exponent` rounded down and clamped between `min` and `max`, as a decimal. */
function powerOfTen(exponent: number, min: number, max: number): string {
  const power = Math.min(Math.max(Math.floor(exponent), min), max);
  return formatAmount(parseAmount((10 ** power).toFixed(8)) ?? 0n);
}
