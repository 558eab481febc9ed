import type { SymbolInfo } from '../../engine/types/index.js';
import { refusal } from '../../refusals/refusal.js';
import { listedSymbol, type ProtocolContext } from '../context.js';
import { announcedLimits } from '../limits/rate-limits.js';
import { BOOLEAN, oneOf, type Parameter, PERMISSIONS, SYMBOL, SYMBOLS } from '../parameters/parameter-types.js';
import { defineHandler, type Handler } from './handler.js';

/** The symbol statuses that a request may select. Symbols can also have other statuses. */
export const SYMBOL_STATUS: Parameter<'TRADING' | 'HALT' | 'BREAK', false> = oneOf(
  ['TRADING', 'HALT', 'BREAK'] as const,
  () => refusal('INVALID_SYMBOL_STATUS'),
);

export const ping: Handler = defineHandler({}, () => ({}));

export const getServerTime: Handler = defineHandler({}, ({ now, time }) => ({ serverTime: time(now) }));

export const getExchangeInfo: Handler = defineHandler(
  {
    symbol: SYMBOL,
    symbols: SYMBOLS,
    permissions: PERMISSIONS,
    showPermissionSets: BOOLEAN,
    symbolStatus: SYMBOL_STATUS,
  },
  ({ context, params, api, now, time }) => {
    const { symbol, symbols, permissions, symbolStatus, showPermissionSets = true } = params;
    const named = symbol ? [symbol] : symbols;
    if ((symbol && symbols) || (named && (permissions || symbolStatus))) throw refusal('INVALID_COMBINATION');
    const wanted = permissions ?? ['SPOT', 'MARGIN', 'LEVERAGED'];
    const shown = named
      ? named.map((name) => listedSymbol(context, name))
      : context.engine
          .symbols()
          .filter((info) => info.permissionSets.flat().some((permission) => wanted.includes(permission)))
          .filter((info) => symbolStatus === undefined || info.status === symbolStatus);
    const { sors } = context.engine;
    return {
      timezone: 'UTC',
      serverTime: time(now),
      rateLimits: announcedLimits(context, api),
      exchangeFilters: context.engine.exchangeFilters,
      symbols: shown.map((info) => ({
        ...symbolRow(info),
        permissionSets: showPermissionSets ? info.permissionSets : [],
      })),
      ...(sors.length > 0 ? { sors } : {}),
    };
  },
);

/** Returns the properties of a symbol that `exchangeInfo` contains. */
function symbolRow(info: SymbolInfo): Omit<SymbolInfo, 'executionRules' | 'referencePriceCalculation' | 'commission'> {
  const { symbol, status, baseAsset, baseAssetPrecision, quoteAsset, ...others } = info;
  const { executionRules, referencePriceCalculation, commission, ...row } = others;
  return { symbol, status, baseAsset, baseAssetPrecision, quoteAsset, ...row };
}

export const getExecutionRules: Handler = defineHandler(
  { symbol: SYMBOL, symbols: SYMBOLS, symbolStatus: SYMBOL_STATUS },
  ({ context, params }) => {
    if (Object.values(params).filter((value) => value !== undefined).length > 1) throw refusal('INVALID_COMBINATION');
    const { symbol, symbols, symbolStatus } = params;
    const named = symbol ? [symbol] : symbols;
    const shown = named
      ? named.map((name) => listedSymbol(context, name))
      : context.engine.symbols().filter((info) => symbolStatus === undefined || info.status === symbolStatus);
    return { symbolRules: shown.map(({ symbol, executionRules }) => ({ symbol, rules: executionRules })) };
  },
);

/** Returns a listed symbol. Throws the refusal -1220 if the symbol is not in the requested status. */
export function symbolInStatus(context: ProtocolContext, symbol: string, status: string | undefined): SymbolInfo {
  const info = listedSymbol(context, symbol);
  if (status !== undefined && info.status !== status) {
    throw refusal('SYMBOL_STATUS_MISMATCH');
  }
  return info;
}

/**
 * Returns the symbols with these names, or all symbols if `symbols` is undefined. If `status` is defined, symbols with
 * another status are left out.
 */
export function symbolsInStatus(
  context: ProtocolContext,
  symbols: readonly string[] | undefined,
  status: string | undefined,
): readonly SymbolInfo[] {
  const infos = symbols ? symbols.map((symbol) => listedSymbol(context, symbol)) : context.engine.symbols();
  return infos.filter((info) => status === undefined || info.status === status);
}
