import type { RateLimitUse } from '../operations/call.js';

/** A rate limit of the exchange, without the number of requests or orders counted so far. */
export type RateLimitDefinition = Omit<RateLimitUse, 'count'>;

/** The longest window of a rate limit that Binance documents, in ms: one day. A limit with a longer one is ignored. */
const LONGEST_WINDOW = 86_400_000;
/** A reply's count or limit above this value is ignored as a mistake. Real values are far lower. */
const HIGHEST_COUNT = 1e9;

const types: readonly unknown[] = ['REQUEST_WEIGHT', 'ORDERS', 'RAW_REQUESTS'];

/** The length of each interval of a rate limit, in seconds. Headers name an interval by its first letter. */
const intervalSeconds: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };

/** The names of the intervals of rate limits. */
export const intervals: readonly string[] = Object.keys(intervalSeconds);

/** Returns the length of the window of a limit, in ms. NaN if the interval is unknown. */
export function windowLength({ interval, intervalNum }: Pick<RateLimitDefinition, 'interval' | 'intervalNum'>): number {
  return Number(intervalSeconds[interval]) * intervalNum * 1000;
}

/**
 * Reads the rate limits in a list from the exchange. Ignores an entry if its type or interval is unknown, if its window
 * is longer than a day, or if its limit is not a positive number up to `HIGHEST_COUNT`.
 */
export function readRateLimits(data: unknown): RateLimitDefinition[] {
  return listOf(data).filter((entry) => isDefinition(entry) && readLimit(entry));
}

/**
 * Reads from a list of the exchange how much of each rate limit is used. Ignores entries that are not rate limits, and
 * entries whose count is not a number from 0 to `HIGHEST_COUNT`.
 */
export function readRateLimitUses(data: unknown): RateLimitUse[] {
  return listOf(data).filter((entry) => isDefinition(entry) && isCount(entry.count));
}

function listOf(data: unknown): readonly RateLimitUse[] {
  return Array.isArray(data) ? data : [];
}

/** Returns the limit of an entry; undefined if it is not a positive number up to `HIGHEST_COUNT`. */
export function readLimit({ limit }: Pick<RateLimitDefinition, 'limit'>): number | undefined {
  return isCount(limit) && limit > 0 ? limit : undefined;
}

/** Whether an entry of a list from the exchange defines a rate limit. The entry may be of any type. */
function isDefinition(entry: RateLimitDefinition): boolean {
  const { rateLimitType, intervalNum } = Object(entry) as RateLimitDefinition;
  const isNumber = Number.isSafeInteger(intervalNum) && intervalNum > 0;
  return types.includes(rateLimitType) && isNumber && windowLength(entry) <= LONGEST_WINDOW;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= HIGHEST_COUNT;
}
