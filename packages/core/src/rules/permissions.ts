import { type OrderCheck, type OrderLeg, shownValue } from './order-check.js';
import { checkChoice } from './parameter-checks.js';
import type { SymbolFlag } from './symbol-info.js';

/**
 * The statuses in which, as Binance documents, a symbol accepts no new orders. For any other status except `TRADING`,
 * the check lists `status` among the rules that it could not check.
 */
const closedStatuses: readonly unknown[] = ['END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'];

/**
 * Checks that the rules belong to the symbol of the order, that the symbol can be traded now, and that it allows the
 * features that the order uses.
 */
export function checkPermissions(check: OrderCheck): void {
  const { params, form, symbol } = check;
  const { info, isRouted } = symbol;
  if (params.symbol !== symbol.symbol) {
    const given = shownValue(params.symbol) || '(not sent)';
    check.addParamProblem('symbol', symbol.symbol, `${given} was checked with the rules`, 'SYMBOL');
  }
  const { status } = info;
  if (closedStatuses.includes(status)) {
    const isAllowed = form.amend && status === 'CANCEL_ONLY';
    if (!isAllowed) check.addProblem('STATUS', 'symbol', 'TRADING', `status is ${status}, not TRADING,`);
  } else if (status !== 'TRADING') check.markUnjudged('status');
  // A false flag does not prove that the exchange refuses the order. The exchange decides by the permissions of the
  // account, and has accepted orders on symbols whose flag is false.
  if (info.isSpotTradingAllowed === false && !form.amend) check.markUnjudged('isSpotTradingAllowed');
  for (const flag of form.flags) requireFlag(check, 'symbol', flag);
  if (form.sor) {
    if (isRouted === undefined) check.markUnjudged('sors');
    else if (!isRouted) check.addProblem('ORDER_TYPE', 'symbol', 'sors', 'smart order routing is not available');
  }
  const { modes } = symbol;
  const mode = params.selfTradePreventionMode;
  if (mode != null) {
    if (modes === undefined) check.markUnjudged('allowedSelfTradePreventionModes');
    else checkChoice(check, 'selfTradePreventionMode', shownValue(mode), modes);
  }
  if (form.amend) return;
  for (const leg of check.legs) checkLegPermissions(leg, check);
}

function checkLegPermissions(leg: OrderLeg, check: OrderCheck): void {
  const { form, type } = leg;
  const { names, types } = form;
  const { orderTypes } = check.symbol;
  if (type !== undefined) {
    if (types) checkChoice(check, names.type, type, types, 'ORDER_TYPE');
    if (orderTypes) checkChoice(check, names.type, type, orderTypes, 'ORDER_TYPE');
    else check.markUnjudged('orderTypes');
  }
  if (leg.icebergQty) requireFlag(check, names.icebergQty, 'icebergAllowed');
  if (leg.trailingDelta) requireFlag(check, names.trailingDelta, 'allowTrailingStop');
  if (leg.pegPriceType !== undefined) requireFlag(check, names.pegPriceType, 'pegInstructionsAllowed');
  if (leg.quoteOrderQty && type === 'MARKET') requireFlag(check, names.quoteOrderQty, 'quoteOrderQtyMarketAllowed');
}

function requireFlag(check: OrderCheck, param: string, flag: SymbolFlag): void {
  const isAllowed = check.symbol.info[flag];
  if (typeof isAllowed !== 'boolean') check.markUnjudged(flag);
  else if (!isAllowed) check.addProblem('ORDER_TYPE', param, flag, `${flag} is false`);
}
