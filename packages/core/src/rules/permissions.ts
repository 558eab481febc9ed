import { type Leg, type Sheet, textOf } from './sheet.js';
import type { SymbolFlag } from './symbol-info.js';

/** Whether the symbol is the one meant, trades now, and allows what the order asks for. */
export function judgePermissions(sheet: Sheet): void {
  const { params, form, rules } = sheet;
  const { info } = rules;
  if (params.symbol !== info.symbol) {
    sheet.refuse(
      'SYMBOL',
      'symbol',
      info.symbol,
      `symbol ${textOf(params.symbol) || 'left out'} is judged by the rules`,
    );
  }
  if (info.status == null) sheet.leaveOpen('status');
  else if (info.status !== 'TRADING' && !(form.amend && info.status === 'CANCEL_ONLY')) {
    sheet.refuse('STATUS', 'symbol', 'TRADING', `the market is closed: status ${info.status}`);
  } else if (info.isSpotTradingAllowed === false && !form.amend) {
    sheet.refuse('STATUS', 'symbol', 'isSpotTradingAllowed', 'spot trading is not allowed');
  }
  for (const flag of form.flags) requireFlag(sheet, 'symbol', flag);
  if (form.sor) {
    if (rules.isRouted === undefined) sheet.leaveOpen('sors');
    else if (!rules.isRouted) sheet.refuse('ORDER_TYPE', 'symbol', 'sors', 'smart order routing is not available');
  }
  const modes = info.allowedSelfTradePreventionModes;
  const mode = params.selfTradePreventionMode;
  if (mode != null) {
    if (!Array.isArray(modes)) sheet.leaveOpen('allowedSelfTradePreventionModes');
    else if (!modes.includes(textOf(mode))) {
      const limit = modes.join(', ');
      sheet.refuse(
        'PARAMETERS',
        'selfTradePreventionMode',
        limit,
        `selfTradePreventionMode ${textOf(mode)} is none of ${limit}`,
      );
    }
  }
  if (form.amend) return;
  for (const leg of sheet.legs) judgeLegPermissions(leg, sheet);
}

function judgeLegPermissions(leg: Leg, sheet: Sheet): void {
  const { form, type } = leg;
  const { names, types } = form;
  const { orderTypes } = sheet.rules.info;
  if (type !== undefined) {
    if (types) judgeType(sheet, names.type, type, types);
    if (Array.isArray(orderTypes)) judgeType(sheet, names.type, type, orderTypes);
    else sheet.leaveOpen('orderTypes');
  }
  if (leg.icebergQty) requireFlag(sheet, names.icebergQty, 'icebergAllowed');
  if (leg.trailingDelta) requireFlag(sheet, names.trailingDelta, 'allowTrailingStop');
  if (leg.pegPriceType !== undefined) requireFlag(sheet, names.pegPriceType, 'pegInstructionsAllowed');
  if (leg.quoteOrderQty && type === 'MARKET') requireFlag(sheet, names.quoteOrderQty, 'quoteOrderQtyMarketAllowed');
}

function judgeType(sheet: Sheet, param: string, type: string, allowed: readonly string[]): void {
  if (allowed.includes(type)) return;
  const limit = allowed.join(', ');
  sheet.refuse('ORDER_TYPE', param, limit, `${param} ${type} is none of ${limit}`);
}

function requireFlag(sheet: Sheet, param: string, flag: SymbolFlag): void {
  const isAllowed = sheet.rules.info[flag];
  if (typeof isAllowed !== 'boolean') sheet.leaveOpen(flag);
  else if (!isAllowed) sheet.refuse('ORDER_TYPE', param, flag, `${flag} is false`);
}
