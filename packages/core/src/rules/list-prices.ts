import type { NumberParam } from './number-rule.js';
import type { OrderCheck, OrderLeg } from './order-check.js';
import { isAlgo, isStopLoss, stopLosses, takeProfits, triggersAbove } from './order-types.js';
import { checkChoice } from './parameter-checks.js';

/**
 * Checks the prices of an OCO pair relative to each other and to the last price. Also checks that no order would
 * trigger immediately.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---oco-trade
 */
export function checkListPrices(check: OrderCheck): void {
  const { form, legs, context } = check;
  const last = check.parse(context.lastPrice);
  if (form.ocoPair) {
    const [first, second] = legs.slice(-2) as [OrderLeg, OrderLeg];
    checkPairTypes(check, first, second);
    if (isStopLoss(first.type) !== isStopLoss(second.type)) {
      if (isStopLoss(first.type)) checkPairPrices(check, second, first, last);
      else checkPairPrices(check, first, second, last);
    }
  }
  for (const { form: leg, type, side, stopPrice } of legs) {
    // `checkPairPrices` has already checked the trigger prices of an OCO pair. The exception is a TAKE_PROFIT_LIMIT
    // order: its limit price was checked there, so its trigger price is checked here.
    if (form.ocoPair && type !== 'TAKE_PROFIT_LIMIT') continue;
    if (leg.pending || !isAlgo(type) || stopPrice === undefined) continue;
    const isAbove = triggersAbove(type, side);
    if (last === undefined) check.markUnjudged('lastPrice');
    else if (isAbove ? stopPrice.value <= last : stopPrice.value >= last) {
      const where = isAbove ? 'above' : 'below';
      const fault = `${stopPrice.text} would trigger immediately: a ${type} ${side} order needs it ${where} the last price`;
      check.addParamProblem(stopPrice.param, String(context.lastPrice), fault);
    }
  }
}

/**
 * Checks the order types of an OCO pair. In a SELL pair the above order takes the profit, and the below order stops the
 * loss. In a BUY pair it is the other way round.
 */
function checkPairTypes(check: OrderCheck, above: OrderLeg, below: OrderLeg): void {
  if (above.side === undefined || above.form.typeOf) return;
  const take = above.side === 'SELL' ? above : below;
  for (const leg of [above, below]) {
    if (isStopLoss(leg.type) !== (leg === take)) continue;
    checkChoice(check, leg.form.names.type, leg.type, leg === take ? takeProfits : stopLosses, 'LIST_PRICES');
  }
}

/**
 * Checks the prices of an OCO pair. In a SELL pair the take-profit price must be above the last price, and the
 * stop-loss price below it. In a BUY pair it is the other way round.
 */
function checkPairPrices(check: OrderCheck, take: OrderLeg, stop: OrderLeg, last: bigint | undefined): void {
  const high = take.side === 'SELL' ? pairPrice(take) : pairPrice(stop);
  const low = take.side === 'SELL' ? pairPrice(stop) : pairPrice(take);
  const addProblem = (price: NumberParam, where: string, param: string, text: string): void => {
    check.addParamProblem(price.param, text, `${price.text} must be ${where} ${param} ${text}`, 'LIST_PRICES');
  };
  if (high && low && high.value <= low.value) addProblem(high, 'above', low.param, low.text);
  if (take.form.pending) return;
  if (last === undefined || !high || !low) check.markUnjudged('LIST_PRICES');
  if (last === undefined) return;
  const text = String(check.context.lastPrice);
  if (high && high.value <= last) addProblem(high, 'above', 'the last price', text);
  if (low && low.value >= last) addProblem(low, 'below', 'the last price', text);
}

/**
 * Returns the price of an order that the exchange compares with the last price. For a limit order that takes the
 * profit, this is the limit price. For any other order, it is the trigger price.
 */
function pairPrice(leg: OrderLeg): NumberParam | undefined {
  return leg.type === 'LIMIT_MAKER' || leg.type === 'TAKE_PROFIT_LIMIT' ? leg.price : leg.stopPrice;
}
