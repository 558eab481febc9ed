import type { SymbolInfo } from '../../engine/types.js';
import { refusal } from '../../refusals/refusal.js';
import { type Core, symbolOf } from '../context.js';
import { announcedLimits } from '../limits/rate-limits.js';
import { BOOLEAN, oneOf, type Parameter, PERMISSIONS, SYMBOL, SYMBOLS } from '../parameters/parameter-types.js';
import { type Route, route } from './handler.js';

/** The states that a request may ask for; others exist and cannot be asked for. */
export const SYMBOL_STATUS: Parameter<'TRADING' | 'HALT' | 'BREAK', false> = oneOf(
  ['TRADING', 'HALT', 'BREAK'] as const,
  () => refusal('INVALID_SYMBOL_STATUS'),
);

export const ping: Route = route({}, () => ({}));

export const getServerTime: Route = route({}, ({ now, time }) => ({ serverTime: time(now) }));

export const getExchangeInfo: Route = route(
  {
    symbol: SYMBOL,
    symbols: SYMBOLS,
    permissions: PERMISSIONS,
    showPermissionSets: BOOLEAN,
    symbolStatus: SYMBOL_STATUS,
  },
  ({ core, params, face, now, time }) => {
    const { symbol, symbols, permissions, symbolStatus, showPermissionSets = true } = params;
    const named = symbol ? [symbol] : symbols;
    if ((symbol && symbols) || (named && (permissions || symbolStatus))) throw refusal('INVALID_COMBINATION', {});
    const wanted = permissions ?? ['SPOT', 'MARGIN', 'LEVERAGED'];
    const shown = named
      ? named.map((name) => symbolOf(core, name))
      : core.engine
          .symbols()
          .filter((info) => info.permissionSets.flat().some((permission) => wanted.includes(permission)))
          .filter((info) => symbolStatus === undefined || info.status === symbolStatus);
    const { sors } = core.engine;
    return {
      timezone: 'UTC',
      serverTime: time(now),
      rateLimits: announcedLimits(core, face),
      exchangeFilters: core.engine.exchangeFilters,
      symbols: shown.map((info) => ({
        ...symbolRow(info),
        permissionSets: showPermissionSets ? info.permissionSets : [],
      })),
      ...(sors.length > 0 ? { sors } : {}),
    };
  },
);

/** The engine's symbol without what other calls show. */
function symbolRow(info: SymbolInfo): Omit<SymbolInfo, 'executionRules' | 'referencePriceCalculation' | 'commission'> {
  const { symbol, status, baseAsset, baseAssetPrecision, quoteAsset, ...others } = info;
  const { executionRules, referencePriceCalculation, commission, ...row } = others;
  return { symbol, status, baseAsset, baseAssetPrecision, quoteAsset, ...row };
}

export const getExecutionRules: Route = route(
  { symbol: SYMBOL, symbols: SYMBOLS, symbolStatus: SYMBOL_STATUS },
  ({ core, params }) => {
    if (Object.values(params).filter((value) => value !== undefined).length > 1)
      throw refusal('INVALID_COMBINATION', {});
    const { symbol, symbols, symbolStatus } = params;
    const named = symbol ? [symbol] : symbols;
    const shown = named
      ? named.map((name) => symbolOf(core, name))
      : core.engine.symbols().filter((info) => symbolStatus === undefined || info.status === symbolStatus);
    return { symbolRules: shown.map(({ symbol, executionRules }) => ({ symbol, rules: executionRules })) };
  },
);

/** A symbol, provided that it has the status asked for. */
export function symbolInStatus(core: Core, symbol: string, status: string | undefined): SymbolInfo {
  const info = symbolOf(core, symbol);
  if (status !== undefined && info.status !== status) {
    throw refusal('SYMBOL_STATUS_MISMATCH');
  }
  return info;
}

/** The symbols that a ticker request names, or all; those of another status are left out. */
export function symbolsInStatus(
  core: Core,
  symbols: readonly string[] | undefined,
  status: string | undefined,
): readonly SymbolInfo[] {
  const infos = symbols ? symbols.map((symbol) => symbolOf(core, symbol)) : core.engine.symbols();
  return infos.filter((info) => status === undefined || info.status === status);
}
