import { powerOfTen } from '../decimal/index.js';
import { checkAmendment } from './amendment.js';
import type { NumberRule } from './number-rule.js';
import { type OrderCheck, type OrderLeg, shownValue } from './order-check.js';
import type { RuledOpenOrder } from './order-context.js';
import { traitsOf } from './order-types.js';
import { addMissing, checkChoice, checkClientOrderId, forbidFields, requireField } from './parameter-checks.js';
import { checkPeggedPrice } from './pegged-price.js';

/** The values that Binance documents for parameters with a fixed list of values. */
const choices: Readonly<Record<string, readonly string[]>> = {
  newOrderRespType: ['ACK', 'RESULT', 'FULL'],
  cancelReplaceMode: ['STOP_ON_FAILURE', 'ALLOW_FAILURE'],
  cancelRestrictions: ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'],
  orderRateLimitExceededMode: ['DO_NOTHING', 'CANCEL_ONLY'],
};

/** Checks the parameters that belong to the call as a whole, not to one of its orders. */
export function checkParameters(check: OrderCheck): void {
  const { params, form } = check;
  for (const names of form.required) {
    const alternatives = names.split('|');
    if (alternatives.every((name) => params[name] == null)) addMissing(check, alternatives);
  }
  for (const param of form.others) {
    const given = params[param];
    if (given == null) continue;
    if (choices[param]) checkChoice(check, param, shownValue(given), choices[param]);
    else checkClientOrderId(check, param, shownValue(given));
  }
  // Without a list or open orders, there is no other id that an order could repeat.
  if (form.list || (check.context.openOrders && !form.amend)) checkUniqueIds(check);
}

/**
 * Checks that the client order ids of the call differ from each other and from those of open orders. The new order of
 * `cancelReplaceOrder` may have the id of the order that the call cancels.
 */
function checkUniqueIds(check: OrderCheck): void {
  const { legs, context, params, symbol } = check;
  const { cancelOrderId: id, cancelOrigClientOrderId: clientId } = params;
  const isTaken = (open: RuledOpenOrder): boolean =>
    open.symbol === symbol.symbol &&
    (id == null ? open.clientOrderId !== clientId : String(open.orderId) !== String(id));
  const ids = new Set(context.openOrders?.filter(isTaken).map((open) => open.clientOrderId));
  for (const { clientOrderId: id, form } of legs) {
    const param = form.names.clientOrderId;
    if (id !== undefined && ids.has(id)) check.addParamProblem(param, 'unique', `${id} is already in use`);
    ids.add(id);
  }
}

/** Checks the parameters of one order: which are mandatory, which are not allowed, and their values. */
export function checkLegParameters(leg: OrderLeg, check: OrderCheck): void {
  const { form, type, side, timeInForce, strategyType, trailingDelta, icebergQty, quantity } = leg;
  const { names } = form;
  checkChoice(check, names.side, side, ['BUY', 'SELL']);
  checkChoice(check, names.timeInForce, timeInForce, ['GTC', 'IOC', 'FOK']);
  checkClientOrderId(check, names.clientOrderId, leg.clientOrderId);
  if (strategyType !== undefined && !(Number(strategyType) >= 1_000_000)) {
    check.addParamProblem(names.strategyType, '1000000', `${strategyType} is below 1000000`);
  }
  if (trailingDelta) check.applyRule(trailingDelta, wholeNumber(check.symbol.scale));

  if (check.form.amend) return checkAmendment(leg, check);
  if (!form.typeOf) requireField(check, leg, 'type');
  requireField(check, leg, 'side');
  if (form.side && side && side !== form.side) {
    check.addParamProblem(names.side, form.side, `${side} is not ${form.side}`);
  }

  const traits = traitsOf(type);
  if (traits === undefined) return;
  const mayQuote = form.amount === 'quote' && type === 'MARKET';
  if (form.amount === 'none') forbidFields(check, leg, 'an OPO order', 'quantity');
  else requireField(check, leg, 'quantity', mayQuote ? 'quoteOrderQty' : 'quantity');
  if (!mayQuote || check.params[names.quantity] != null)
    forbidFields(check, leg, mayQuote ? 'quantity' : `type ${type}`, 'quoteOrderQty');
  if (traits.timed) requireField(check, leg, 'timeInForce');
  else forbidFields(check, leg, type, 'timeInForce');
  if (traits.triggered) requireField(check, leg, 'stopPrice', 'trailingDelta');
  else forbidFields(check, leg, type, 'stopPrice', 'trailingDelta');
  if (!traits.priced) {
    return forbidFields(check, leg, type, 'price', 'icebergQty', 'pegPriceType', 'pegOffsetType', 'pegOffsetValue');
  }
  requireField(check, leg, 'price', 'pegPriceType');
  checkPeggedPrice(leg, check);
  if (icebergQty === undefined) return;
  if (traits.timed && timeInForce !== 'GTC')
    forbidFields(check, leg, `${names.timeInForce} ${timeInForce}`, 'icebergQty');
  if (quantity) check.applyRule(icebergQty, { filter: 'PARAMETERS', max: { ...quantity, name: names.quantity } });
}

function wholeNumber(scale: number): NumberRule {
  return { filter: 'PARAMETERS', step: { name: '', text: '1', value: powerOfTen(scale) } };
}
