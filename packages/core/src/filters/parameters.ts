import { type Bound, bind } from './bound.js';
import type { LegField } from './order-forms.js';
import { orderTypes } from './order-types.js';
import { judgePeg } from './peg.js';
import { powerOfTen } from './scaled.js';
import type { Leg, Sheet } from './sheet.js';

/** Parameters of an operation that take one of a few words. */
const choices: Readonly<Record<string, readonly string[]>> = {
  newOrderRespType: ['ACK', 'RESULT', 'FULL'],
  cancelReplaceMode: ['STOP_ON_FAILURE', 'ALLOW_FAILURE'],
  cancelRestrictions: ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'],
  orderRateLimitExceededMode: ['DO_NOTHING', 'CANCEL_ONLY'],
};

/** Fields of an order that take one of a few words. */
const legChoices: Readonly<Partial<Record<LegField, readonly string[]>>> = {
  side: ['BUY', 'SELL'],
  timeInForce: ['GTC', 'IOC', 'FOK'],
  pegPriceType: ['PRIMARY_PEG', 'MARKET_PEG'],
  pegOffsetType: ['PRICE_LEVEL'],
};

const clientOrderId = /^[a-zA-Z0-9_-]{1,36}$/;
const clientOrderIds = ['listClientOrderId', 'cancelNewClientOrderId', 'cancelOrigClientOrderId', 'origClientOrderId'];

/** What the operation as a whole must say, and how. */
export function judgeParameters(sheet: Sheet): void {
  const { params, form } = sheet;
  for (const names of form.required) {
    const either = names.split('|');
    if (either.every((name) => params[name] == null)) requireOne(sheet, either);
  }
  for (const param in choices) judgeChoice(sheet, param, choices[param]);
  for (const param of clientOrderIds) judgeClientOrderId(sheet, param);
}

/** What each order of the operation must say, may not say, and how. */
export function judgeLegParameters(leg: Leg, sheet: Sheet): void {
  const { form, type, pegged } = leg;
  const { names } = form;
  const value = (field: LegField): unknown => sheet.params[names[field]];
  const require = (...fields: LegField[]): void => {
    if (fields.every((field) => value(field) == null))
      requireOne(
        sheet,
        fields.map((field) => names[field]),
      );
  };
  const forbid = (why: string, ...fields: LegField[]): void => {
    for (const field of fields) {
      if (value(field) != null) {
        sheet.refuse('PARAMETERS', names[field], 'not sent', `${names[field]} must not be sent ${why}`);
      }
    }
  };

  for (const field in legChoices) judgeChoice(sheet, names[field as LegField], legChoices[field as LegField]);
  judgeClientOrderId(sheet, names.clientOrderId);
  const strategy = value('strategyType');
  if (strategy != null && !(Number(strategy) >= 1_000_000)) {
    sheet.refuse('PARAMETERS', names.strategyType, '1000000', `${names.strategyType} ${strategy} is below 1000000`);
  }
  for (const amount of [leg.quantity, leg.quoteOrderQty, leg.price, leg.stopPrice, leg.icebergQty, leg.trailingDelta]) {
    if (amount?.value === 0n) bind(amount, positive);
  }
  bind(leg.trailingDelta, wholeNumber(sheet.rules.scale));

  if (sheet.form.amend) return require('quantity');
  if (!form.typeOf) require('type');
  require('side');
  if (form.side && leg.side && leg.side !== form.side) {
    sheet.refuse('PARAMETERS', names.side, form.side, `${names.side} ${leg.side} is not ${form.side}`);
  }
  if (form.amount === 'none') forbid('where the working order decides it', 'quantity', 'quoteOrderQty');
  else if (form.amount === 'quote' && type === 'MARKET') {
    require('quantity', 'quoteOrderQty');
    if (value('quantity') != null) forbid('with quantity', 'quoteOrderQty');
  } else {
    require('quantity');
    forbid('but with a MARKET order', 'quoteOrderQty');
  }

  const traits = orderTypes[type ?? ''];
  if (traits === undefined) return;
  const { priced, timed, triggered } = traits;
  const withType = `with ${type}`;
  if (timed) require('timeInForce');
  else forbid(withType, 'timeInForce');
  if (triggered) require('stopPrice', 'trailingDelta');
  else forbid(withType, 'stopPrice', 'trailingDelta');
  if (!priced) return forbid(withType, 'price', 'icebergQty', 'pegPriceType', 'pegOffsetType', 'pegOffsetValue');
  if (!pegged) require('price');

  if (leg.icebergQty) {
    const time = value('timeInForce');
    if (timed && time != null && time !== 'GTC') {
      sheet.refuse('PARAMETERS', names.icebergQty, 'GTC', `${names.icebergQty} needs ${names.timeInForce} GTC`);
    }
    if (leg.quantity && leg.icebergQty.value > leg.quantity.value) {
      bind(leg.icebergQty, { filter: 'PARAMETERS', max: { ...leg.quantity, name: names.quantity } });
    }
  }
  judgePeg(leg, sheet);
}

const positive: Bound = { filter: 'PARAMETERS', min: { name: '', text: '0', value: 1n, verb: 'is not above' } };

function wholeNumber(scale: number): Bound {
  return { filter: 'PARAMETERS', step: { name: '', text: '1', value: powerOfTen(scale) } };
}

/** One of these must be there, and none is. */
function requireOne(sheet: Sheet, either: readonly string[]): void {
  const text = either.join(' or ');
  sheet.refuse('PARAMETERS', either[0] as string, 'mandatory', `${text} must be sent`);
}

function judgeChoice(sheet: Sheet, param: string, words: readonly string[] = []): void {
  const given = sheet.params[param];
  if (given == null || words.includes(given as string)) return;
  const limit = words.join(', ');
  sheet.refuse('PARAMETERS', param, limit, `${param} ${String(given).slice(0, 60)} is none of ${limit}`);
}

function judgeClientOrderId(sheet: Sheet, param: string): void {
  const given = sheet.params[param];
  if (given == null || clientOrderId.test(String(given))) return;
  const limit = clientOrderId.source;
  sheet.refuse(
    'PARAMETERS',
    param,
    limit,
    `${param} ${JSON.stringify(String(given).slice(0, 60))} does not match ${limit}`,
  );
}
