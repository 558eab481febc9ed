import type { Amount } from './bound.js';
import { isAlgo, isStopLoss, triggersAbove } from './order-types.js';
import type { Leg, Sheet } from './sheet.js';

/**
 * How the prices of an OCO pair stand to each other and to the last price, and whether a trigger would fire at once.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---oco-trade
 */
export function judgeListPrices(sheet: Sheet): void {
  const { form, legs, context } = sheet;
  const last = sheet.scaled(context.lastPrice);
  if (form.pair) {
    const [first, second] = form.pair.map((index) => legs[index] as Leg) as [Leg, Leg];
    judgePairTypes(sheet, first, second);
    if (isStopLoss(first.type) !== isStopLoss(second.type)) {
      if (isStopLoss(first.type)) judgePair(sheet, second, first, last);
      else judgePair(sheet, first, second, last);
    }
  }
  for (const { form: leg, type, side, stopPrice } of legs) {
    // A pair is about its trigger prices already, but for that of a limit order that takes profit.
    if (form.pair && type !== 'TAKE_PROFIT_LIMIT') continue;
    if (leg.pending || !isAlgo(type) || stopPrice === undefined) continue;
    if (last === undefined) sheet.leaveOpen('lastPrice');
    else if (triggersAbove(type, side) ? stopPrice.value <= last : stopPrice.value >= last) {
      const where = triggersAbove(type, side) ? 'above' : 'below';
      const message = `${stopPrice.param} ${stopPrice.text} would trigger at once: ${type} ${side} needs it ${where} the last price`;
      sheet.refuse('PARAMETERS', stopPrice.param, String(context.lastPrice), message);
    }
  }
}

/** A SELL pair takes profit above and stops loss below; a BUY pair the other way round. */
function judgePairTypes(sheet: Sheet, above: Leg, below: Leg): void {
  if (above.side === undefined || above.form.typeOf) return;
  const isSell = above.side === 'SELL';
  for (const [leg, stops] of [
    [above, !isSell],
    [below, isSell],
  ] as const) {
    if (leg.type === undefined || isStopLoss(leg.type) === stops) continue;
    const limit = stops ? 'STOP_LOSS, STOP_LOSS_LIMIT' : 'LIMIT_MAKER, TAKE_PROFIT, TAKE_PROFIT_LIMIT';
    const { type } = leg.form.names;
    sheet.refuse('LIST_PRICES', type, limit, `${type} ${leg.type} of a ${above.side} pair is none of ${limit}`);
  }
}

/** The prices of a pair: SELL take > last > stop; BUY take < last < stop. */
function judgePair(sheet: Sheet, take: Leg, stop: Leg, last: bigint | undefined): void {
  const high = take.side === 'SELL' ? level(take) : level(stop);
  const low = take.side === 'SELL' ? level(stop) : level(take);
  const refuse = (amount: Amount, where: string, param: string, text: string): void => {
    const message = `${amount.param} ${amount.text} must be ${where} ${param} ${text}`;
    sheet.refuse('LIST_PRICES', amount.param, text, message);
  };
  if (high && low && high.value <= low.value) refuse(high, 'above', low.param, low.text);
  if (take.form.pending) return;
  if (last === undefined || !high || !low) sheet.leaveOpen('LIST_PRICES');
  if (last === undefined) return;
  const text = String(sheet.context.lastPrice);
  if (high && high.value <= last) refuse(high, 'above', 'the last price', text);
  if (low && low.value >= last) refuse(low, 'below', 'the last price', text);
}

/** The price of a leg that the pair is about: its limit where it takes profit at one, else its trigger. */
function level(leg: Leg): Amount | undefined {
  return leg.type === 'LIMIT_MAKER' || leg.type === 'TAKE_PROFIT_LIMIT' ? leg.price : leg.stopPrice;
}
