import type { LegField } from './order-forms.js';
import type { Leg, Sheet } from './sheet.js';

/**
 * How a price may be pegged to the book.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/faqs/pegged_orders
 */
export function judgePeg({ form: { names }, type }: Leg, sheet: Sheet): void {
  const value = (field: LegField): unknown => sheet.params[names[field]];
  const refuse = (field: LegField, limit: string): void => {
    const message = `${names[field]} ${value(field) ?? 'left out'} does not go with a pegged ${type}: ${limit}`;
    sheet.refuse('PARAMETERS', names[field], limit, message);
  };
  const peg = value('pegPriceType');
  const offset = value('pegOffsetValue');
  if ((offset == null) !== (value('pegOffsetType') == null)) {
    refuse('pegOffsetValue', `${names.pegOffsetType} and ${names.pegOffsetValue} are sent together`);
  }
  if (offset != null && !(/^\d+$/.test(String(offset)) && Number(offset) <= 100))
    refuse('pegOffsetValue', 'at most 100');
  if (peg == null) {
    if (offset != null) refuse('pegPriceType', 'mandatory with an offset');
    return;
  }
  if (sheet.form.sor) refuse('pegPriceType', 'not with SOR');
  if (type === 'LIMIT_MAKER' && peg === 'MARKET_PEG') refuse('pegPriceType', 'PRIMARY_PEG');
  const time = value('timeInForce');
  if (type === 'LIMIT' && peg === 'PRIMARY_PEG' && time != null && time !== 'GTC') refuse('timeInForce', 'GTC');
}
