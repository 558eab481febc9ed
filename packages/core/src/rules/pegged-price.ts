import type { OrderCheck, OrderLeg } from './order-check.js';
import type { LegField } from './order-forms.js';
import { checkChoice } from './parameter-checks.js';

/**
 * Checks the parameters that peg a price to the order book.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/faqs/pegged_orders
 */
export function checkPeggedPrice(leg: OrderLeg, check: OrderCheck): void {
  const { pegPriceType, pegOffsetType, pegOffsetValue, type, timeInForce } = leg;
  const { names } = leg.form;
  const addProblem = (field: LegField, limit: string): void => {
    check.addParamProblem(
      names[field],
      limit,
      `${leg[field] ?? '(not sent)'} of a pegged ${type} order must be ${limit}`,
    );
  };
  checkChoice(check, names.pegPriceType, pegPriceType, ['PRIMARY_PEG', 'MARKET_PEG']);
  checkChoice(check, names.pegOffsetType, pegOffsetType, ['PRICE_LEVEL']);
  if ((pegOffsetValue === undefined) !== (pegOffsetType === undefined)) {
    addProblem('pegOffsetValue', `sent together with ${names.pegOffsetType}`);
  } else if (pegOffsetValue !== undefined) {
    if (!/^[1-9]\d?$|^100$/.test(pegOffsetValue)) addProblem('pegOffsetValue', '1 to 100');
    if (pegPriceType === undefined) addProblem('pegPriceType', 'sent with an offset');
  }
  if (pegPriceType === undefined) return;
  if (check.form.sor) addProblem('pegPriceType', 'left out with SOR');
  if (type === 'LIMIT_MAKER' && pegPriceType === 'MARKET_PEG') addProblem('pegPriceType', 'PRIMARY_PEG');
  if (type === 'LIMIT' && pegPriceType === 'PRIMARY_PEG' && timeInForce !== 'GTC') addProblem('timeInForce', 'GTC');
}
