import type { SymbolInfo } from '@pkg/core';
import type { MarketClient } from './market-client.js';

/** Requests a symbol with its rules. */
export async function fetchSymbol(client: MarketClient, symbol: string, signal: AbortSignal): Promise<SymbolInfo> {
  const { symbols } = await client.getExchangeInfo({ symbols: [symbol] }, { signal });
  const [info] = symbols;
  if (!info) throw new Error(`the exchange has no rules of ${symbol}`);
  return info;
}

/** Requests all symbols that trade. The keys of the result are their names. */
export async function fetchSymbols(
  client: MarketClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SymbolInfo>> {
  const params = { symbolStatus: 'TRADING', showPermissionSets: false } as const;
  const { symbols } = await client.getExchangeInfo(params, { signal });
  return new Map(symbols.map((info) => [info.symbol, info]));
}
