import { powerOfTen } from '../decimal/index.js';
import { judgeAmendment } from './amendment.js';
import type { Bound } from './bound.js';
import { traitsOf } from './order-types.js';
import { judgePeg } from './peg.js';
import { ban, judgeChoice, judgeClientOrderId, need, refuseMissing } from './presence.js';
import { type Leg, type Sheet, textOf } from './sheet.js';

/** Parameters that take one of a few words. */
const choices: Readonly<Record<string, readonly string[]>> = {
  newOrderRespType: ['ACK', 'RESULT', 'FULL'],
  cancelReplaceMode: ['STOP_ON_FAILURE', 'ALLOW_FAILURE'],
  cancelRestrictions: ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'],
  orderRateLimitExceededMode: ['DO_NOTHING', 'CANCEL_ONLY'],
};

const sides = ['BUY', 'SELL'];
const timesInForce = ['GTC', 'IOC', 'FOK'];

/** What the operation as a whole must say, and how. */
export function judgeParameters(sheet: Sheet): void {
  const { params, form } = sheet;
  for (const names of form.required) {
    const either = names.split('|');
    if (either.every((name) => params[name] == null)) refuseMissing(sheet, either);
  }
  for (const param of form.others) {
    const given = params[param];
    if (given == null) continue;
    if (choices[param]) judgeChoice(sheet, param, textOf(given), choices[param]);
    else judgeClientOrderId(sheet, param, textOf(given));
  }
  if (form.list || sheet.context.openOrders) judgeIds(sheet);
}

/** Client order ids are unique among the orders of a list and the open ones. */
function judgeIds(sheet: Sheet): void {
  const { legs, context, form, rules } = sheet;
  const taken = form.amend ? [] : (context.openOrders ?? []).filter((open) => open.symbol === rules.symbol);
  const ids = new Set(taken.map((open) => open.clientOrderId));
  for (const { clientOrderId: id, form } of legs) {
    const param = form.names.clientOrderId;
    if (id !== undefined && ids.has(id)) sheet.refuse('PARAMETERS', param, 'unique', `${param} ${id} is in use`);
    ids.add(id);
  }
}

/** What one order of the operation must say, may not say, and how. */
export function judgeLegParameters(leg: Leg, sheet: Sheet): void {
  const { form, type, side, timeInForce, strategyType, trailingDelta, icebergQty, quantity } = leg;
  const { names } = form;
  judgeChoice(sheet, names.side, side, sides);
  judgeChoice(sheet, names.timeInForce, timeInForce, timesInForce);
  judgeClientOrderId(sheet, names.clientOrderId, leg.clientOrderId);
  if (strategyType !== undefined && !(Number(strategyType) >= 1_000_000)) {
    sheet.refuse('PARAMETERS', names.strategyType, '1000000', `${names.strategyType} ${strategyType} is below 1000000`);
  }
  if (trailingDelta) sheet.bind(trailingDelta, wholeNumber(sheet.rules.scale));

  if (sheet.form.amend) return judgeAmendment(leg, sheet);
  if (!form.typeOf) need(sheet, leg, 'type');
  need(sheet, leg, 'side');
  if (form.side && side && side !== form.side) {
    sheet.refuse('PARAMETERS', names.side, form.side, `${names.side} ${side} is not ${form.side}`);
  }
  const mayQuote = form.amount === 'quote' && type === 'MARKET';
  if (form.amount === 'none') ban(sheet, leg, 'what the working order receives', 'quantity');
  else need(sheet, leg, 'quantity', mayQuote ? 'quoteOrderQty' : 'quantity');
  if (!mayQuote || sheet.params[names.quantity] != null)
    ban(sheet, leg, mayQuote ? 'quantity' : `type ${type}`, 'quoteOrderQty');

  const traits = traitsOf(type);
  if (traits === undefined) return;
  if (traits.timed) need(sheet, leg, 'timeInForce');
  else ban(sheet, leg, type, 'timeInForce');
  if (traits.triggered) need(sheet, leg, 'stopPrice', 'trailingDelta');
  else ban(sheet, leg, type, 'stopPrice', 'trailingDelta');
  if (!traits.priced) {
    return ban(sheet, leg, type, 'price', 'icebergQty', 'pegPriceType', 'pegOffsetType', 'pegOffsetValue');
  }
  need(sheet, leg, 'price', 'pegPriceType');
  judgePeg(leg, sheet);
  if (icebergQty === undefined) return;
  if (traits.timed && timeInForce !== 'GTC') ban(sheet, leg, `${names.timeInForce} ${timeInForce}`, 'icebergQty');
  if (quantity) sheet.bind(icebergQty, { filter: 'PARAMETERS', max: { ...quantity, name: names.quantity } });
}

function wholeNumber(scale: number): Bound {
  return { filter: 'PARAMETERS', step: { name: '', text: '1', value: powerOfTen(scale) } };
}
