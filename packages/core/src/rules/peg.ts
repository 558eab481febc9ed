import type { LegField } from './order-forms.js';
import { judgeChoice } from './presence.js';
import type { Leg, Sheet } from './sheet.js';

/**
 * How a price may be pegged to the book.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/faqs/pegged_orders
 */
export function judgePeg(leg: Leg, sheet: Sheet): void {
  const { pegPriceType, pegOffsetType, pegOffsetValue, type, timeInForce } = leg;
  const { names } = leg.form;
  const refuse = (field: LegField, limit: string): void => {
    const param = names[field];
    sheet.refuse(
      'PARAMETERS',
      param,
      limit,
      `${param} ${leg[field] ?? 'left out'} of a pegged ${type} must be ${limit}`,
    );
  };
  judgeChoice(sheet, names.pegPriceType, pegPriceType, ['PRIMARY_PEG', 'MARKET_PEG']);
  judgeChoice(sheet, names.pegOffsetType, pegOffsetType, ['PRICE_LEVEL']);
  if ((pegOffsetValue === undefined) !== (pegOffsetType === undefined)) {
    refuse('pegOffsetValue', `sent together with ${names.pegOffsetType}`);
  } else if (pegOffsetValue !== undefined) {
    if (!/^[1-9]\d?$|^100$/.test(pegOffsetValue)) refuse('pegOffsetValue', '1 to 100');
    if (pegPriceType === undefined) refuse('pegPriceType', 'sent with an offset');
  }
  if (pegPriceType === undefined) return;
  if (sheet.form.sor) refuse('pegPriceType', 'left out with SOR');
  if (type === 'LIMIT_MAKER' && pegPriceType === 'MARKET_PEG') refuse('pegPriceType', 'PRIMARY_PEG');
  if (type === 'LIMIT' && pegPriceType === 'PRIMARY_PEG' && timeInForce !== 'GTC') refuse('timeInForce', 'GTC');
}
