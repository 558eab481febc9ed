// Texts and numbers may come from a hostile or broken exchange. Anything that is not a plain number is shown as a dash.

const NONE = '—';
/**
 * A decimal with at most 30 digits before the point and 30 after it. The exchange sends fewer, and more would not fit a
 * table cell.
 */
const PLAIN_DECIMAL = /^-?\d{1,30}(\.\d{1,30})?$/;
const MAX_DECIMALS = 16;

/** Whether a value is a decimal string that the page can show and calculate with. */
export function isPlainDecimal(value: unknown): value is string {
  return typeof value === 'string' && PLAIN_DECIMAL.test(value);
}

/** Removes trailing zeros of a decimal string, but keeps at least `decimals` decimal places. */
export function trimDecimal(text: unknown, decimals = 0): string {
  if (!isPlainDecimal(text)) return NONE;
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(decimals, '0');
  return kept ? `${whole}.${kept}` : whole;
}

/** The number of decimal places of a step such as `0.01000000`, up to 16. */
export function decimalsOf(step: unknown): number {
  return isPlainDecimal(step) ? Math.min(trimDecimal(step).split('.')[1]?.length ?? 0, MAX_DECIMALS) : 0;
}

/** Truncates or pads a decimal string to a number of decimal places, for display only. */
export function toDecimals(text: unknown, decimals: number): string {
  if (!isPlainDecimal(text)) return NONE;
  const [whole = '0', fraction = ''] = text.split('.');
  return decimals ? `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}` : whole;
}

/** Adds commas between thousands: `62,000.10`. */
export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const parts = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? parts : `${parts}.${fraction}`;
}

/** Formats a price with the given decimal places and with commas. */
export function priceText(text: unknown, decimals: number): string {
  return grouped(toDecimals(text, decimals));
}

/** Formats a quantity without trailing zeros and with commas. */
export function quantityText(text: unknown): string {
  return grouped(trimDecimal(text));
}

/** Shortens a quantity for display: `12.3K` or `0.00420`. */
export function compact(value: number): string {
  // `toFixed` writes larger values with an exponent.
  if (!(Math.abs(value) < 1e21)) return NONE;
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)}B`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)}K`;
  return value >= 100 ? value.toFixed(1) : value >= 1 ? value.toFixed(3) : value === 0 ? '0' : value.toPrecision(3);
}

/**
 * Formats a quantity for a column. All rows have the same number of decimal places, so that their decimal points are
 * aligned.
 */
export function columnQuantity(value: number, decimals: number): string {
  if (!(Math.abs(value) < 1e9)) return compact(value);
  return grouped(value.toFixed(value >= 1e6 ? 0 : Math.min(decimals, 5)));
}

/** Formats the change from one price to another in percent, with a sign. */
export function changeText(from: unknown, to: unknown): string {
  const change = changePercent(from, to);
  return change === undefined ? NONE : `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}%`;
}

export function changePercent(from: unknown, to: unknown): number | undefined {
  if (!isPlainDecimal(from) || !isPlainDecimal(to) || Number(from) === 0) return undefined;
  return 100 * (Number(to) / Number(from) - 1);
}

/** Formats a duration in the largest unit in which it is at least 1: `850 ms`, `2.4 s`, `3 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min`;
}
