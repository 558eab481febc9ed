import { formatAmount, parseAmount } from '../../engine/amount.js';
import { usualFilters } from '../../engine/symbol-info.js';
import type { Filter, SymbolSpec } from '../../engine/types.js';
import { dollars, usualPrice } from './typical-prices.js';

/** Assets that others are quoted in; where one ends with another the longer comes first. */
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

/** A symbol by its name alone: assets from the name, rules such as the live exchange has at a price of that size. */
export function usualSymbol(symbol: string): SymbolSpec {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote) && symbol.length > quote.length);
  if (!quoteAsset)
    throw new RangeError(`symbols: no known quote asset at the end of ${symbol}; give the symbol in full`);
  const baseAsset = symbol.slice(0, -quoteAsset.length);
  const tickSize = powerOfTen(Math.log10(usualPrice(baseAsset, quoteAsset)) - 5, -8, -2);
  const stepSize = powerOfTen(-Math.log10(dollars(baseAsset)), -8, 0);
  const minNotional = powerOfTen(Math.log10(5 / dollars(quoteAsset)), -8, 8);
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
  const others = usualFilters.filter(({ filterType }) => filterType !== 'PRICE_FILTER' && filterType !== 'LOT_SIZE');
  return { symbol, baseAsset, quoteAsset, filters: [...own, ...others, notional] };
}

/** 10 to the whole number below `exponent`, within bounds, as a decimal. */
function powerOfTen(exponent: number, lowest: number, highest: number): string {
  const power = Math.min(Math.max(Math.floor(exponent), lowest), highest);
  return formatAmount(parseAmount((10 ** power).toFixed(8)) ?? 0n);
}
