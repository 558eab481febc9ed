import type { RuledSymbol } from '@pkg/core/filters';
import { has, needFlag, type Subject } from './reference-subject.js';

/** Checks that the symbol can be traded, and that it allows the features which the request uses. */
export function judgePermission(subject: Subject): void {
  const { params, rules, info, operation, isList, isAmend, broken, open } = subject;
  if (params.symbol !== info.symbol) broken.add('SYMBOL symbol');
  const isOpen = info.status === 'TRADING' || (isAmend && info.status === 'CANCEL_ONLY');
  if (info.isSpotTradingAllowed === false && !isAmend) open.add('isSpotTradingAllowed');
  if (!isOpen) broken.add('STATUS symbol');
  const flag = (name: keyof RuledSymbol) => needFlag(subject, name, 'symbol');
  if (operation === 'cancelReplaceOrder') flag('cancelReplaceAllowed');
  if (isAmend) flag('amendAllowed');
  if (/Oco|co/.test(operation) && isList) flag('ocoAllowed');
  if (/Oto|Opo/.test(operation)) flag('otoAllowed');
  if (/Opo/.test(operation)) flag('opoAllowed');
  if (/Sor/.test(operation)) {
    if (rules.sors === undefined) open.add('sors');
    else if (!rules.sors.some((each) => each.symbols.includes(info.symbol))) broken.add('ORDER_TYPE symbol');
  }
  if (has(subject, 'selfTradePreventionMode')) {
    const modes = info.allowedSelfTradePreventionModes;
    if (modes === undefined) open.add('allowedSelfTradePreventionModes');
    else if (!modes.includes(params.selfTradePreventionMode as string))
      broken.add('PARAMETERS selfTradePreventionMode');
  }
}

/** Checks the parameters that belong to the request as a whole, not to one of its orders. */
export function judgeParameters(subject: Subject): void {
  const { params, info, context, operation, isList, isAmend, orders, broken } = subject;
  const words: Record<string, string[]> = { newOrderRespType: ['ACK', 'RESULT', 'FULL'] };
  if (operation === 'cancelReplaceOrder') {
    if (!has(subject, 'cancelReplaceMode')) broken.add('PARAMETERS cancelReplaceMode');
    if (!has(subject, 'cancelOrderId') && !has(subject, 'cancelOrigClientOrderId'))
      broken.add('PARAMETERS cancelOrderId');
    words.cancelReplaceMode = ['STOP_ON_FAILURE', 'ALLOW_FAILURE'];
  }
  if (isAmend && !has(subject, 'orderId') && !has(subject, 'origClientOrderId')) broken.add('PARAMETERS orderId');
  if (isAmend) delete words.newOrderRespType;
  for (const [name, list] of Object.entries(words)) {
    if (has(subject, name) && !list.includes(params[name] as string)) broken.add(`PARAMETERS ${name}`);
  }
  const idNames = [
    ...orders.map(({ names }) => names.clientOrderId as string),
    ...(isList ? ['listClientOrderId'] : []),
  ];
  if (isAmend) idNames.push('origClientOrderId');
  for (const name of idNames) {
    const id = params[name];
    if (has(subject, name) && (typeof id !== 'string' || id.length < 1 || id.length > 36 || /[^\w-]/.test(id))) {
      broken.add(`PARAMETERS ${name}`);
    }
  }
  // The cancelled order of a cancel-replace is not open any more when the new order is placed.
  const cancelled = operation === 'cancelReplaceOrder' ? params.cancelOrderId : undefined;
  const used = isAmend
    ? []
    : (context.openOrders ?? [])
        .filter(({ symbol, orderId }) => symbol === info.symbol && (orderId === undefined || orderId !== cancelled))
        .map((each) => each.clientOrderId);
  for (const { names } of orders) {
    const id = params[names.clientOrderId as string] as string | undefined;
    if (id === undefined) continue;
    if (used.includes(id)) broken.add(`PARAMETERS ${names.clientOrderId}`);
    used.push(id);
  }
}
