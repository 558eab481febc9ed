// Times may come from a hostile or broken exchange. Anything that is not a time is shown as a dash.

const NONE = '—';

/** Formats a time as the time of day in this machine's time zone. The page shows all times in this zone. */
export function clockTime(ms: unknown): string {
  const date = dateOf(ms);
  return date ? timeOfDay(date) : NONE;
}

/** Formats a time as day and time of day, for lists that reach back more than a day. */
export function dayTime(ms: unknown): string {
  const date = dateOf(ms);
  return date ? `${dayOf(date)} ${timeOfDay(date)}` : NONE;
}

/** Formats a time as the time of day. If it is not on the day of `now` (ms), the text begins with the day. */
export function recentTime(ms: unknown, now: number): string {
  const date = dateOf(ms);
  return date?.toDateString() === new Date(now).toDateString() ? clockTime(ms) : dayTime(ms);
}

/**
 * Formats the time of day as `20:27:05`, or without seconds as `20:27`. Does not use `Intl`, because its formatters are
 * many times slower and this function runs for each trade.
 */
export function timeOfDay(date: Date, hasSeconds = true): string {
  const parts = [date.getHours(), date.getMinutes(), ...(hasSeconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** Formats a date as `05 Nov`. */
export function dayOf(date: Date): string {
  return `${String(date.getDate()).padStart(2, '0')} ${monthOf(date)}`;
}

export function monthOf(date: Date): string {
  return MONTHS.slice(3 * date.getMonth(), 3 * date.getMonth() + 3);
}

function dateOf(ms: unknown): Date | undefined {
  const date = new Date(typeof ms === 'number' ? ms : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
