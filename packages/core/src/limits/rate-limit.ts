import type { RateLimitUse } from '../operations/call.js';

/** A rate limit of the exchange, without its use. */
export type RateLimitDefinition = Omit<RateLimitUse, 'count'>;

const types: readonly unknown[] = ['REQUEST_WEIGHT', 'ORDERS', 'RAW_REQUESTS'];

/** The length in seconds of each interval of a rate limit. Headers name an interval by its first letter. */
const intervalSeconds: ReadonlyMap<unknown, number> = new Map([
  ['SECOND', 1],
  ['MINUTE', 60],
  ['HOUR', 3600],
  ['DAY', 86_400],
]);

/** The names of the intervals of rate limits. */
export const intervals: readonly string[] = [...intervalSeconds.keys()].map(String);

/** The longest documented window, in ms: one day. */
const LONGEST_WINDOW = 86_400_000;
/** No count or limit of the exchange comes near this number. */
const HIGHEST_COUNT = 1e9;

/** The length of the window of a limit, in ms. NaN if the interval is unknown. */
export function windowLength({ interval, intervalNum }: Pick<RateLimitDefinition, 'interval' | 'intervalNum'>): number {
  return (intervalSeconds.get(interval) ?? Number.NaN) * intervalNum * 1000;
}

/**
 * The rate limits in a list that came over the network. Entries with an unknown type, an unknown interval, a window
 * longer than a day, or a limit that cannot be one are ignored.
 */
export function readRateLimits(data: unknown): RateLimitDefinition[] {
  return listOf(data).filter((entry) => isDefinition(entry) && readLimit(entry));
}

/** The uses in a list that came over the network. Entries that cannot be the use of a rate limit are ignored. */
export function readRateLimitUses(data: unknown): RateLimitUse[] {
  return listOf(data).filter((entry) => isDefinition(entry) && isCount(entry.count));
}

function listOf(data: unknown): readonly RateLimitUse[] {
  return Array.isArray(data) ? data : [];
}

/** A limit that came over the network; undefined if it cannot be one. */
export function readLimit({ limit }: Pick<RateLimitDefinition, 'limit'>): number | undefined {
  return isCount(limit) && limit > 0 ? limit : undefined;
}

/** Whether an entry of a list that came over the network, which may be anything, defines a rate limit. */
function isDefinition(entry: RateLimitDefinition): boolean {
  const { rateLimitType, intervalNum } = Object(entry) as RateLimitDefinition;
  const isNumber = Number.isSafeInteger(intervalNum) && intervalNum > 0;
  return types.includes(rateLimitType) && isNumber && windowLength(entry) <= LONGEST_WINDOW;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= HIGHEST_COUNT;
}
