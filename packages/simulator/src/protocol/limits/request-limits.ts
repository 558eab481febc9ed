import type { ProtocolSettings } from '../../assumptions/assumptions.js';

/** Whether the request limits permit a request. */
export type LimitDecision =
  | { readonly allowed: true }
  /**
   * The answer is 429: `limit` says which limit is exceeded. The client may send again at `until` (ms since the epoch).
   */
  | { readonly allowed: false; readonly banned: false; readonly until: number; readonly limit: 'weight' | 'raw' }
  /**
   * The answer is 418: the IP address is banned. The ban ends at `until` (ms since the epoch). `justNow` is true if
   * this request caused the ban.
   */
  | { readonly allowed: false; readonly banned: true; readonly until: number; readonly justNow: boolean };

export type Usage = {
  minute: number;
  weight: number;
  fiveMinutes: number;
  raw: number;
  refusals: number;
  bans: number;
  bannedUntil: number;
};

const MINUTE = 60_000;
const FIVE_MINUTES = 5 * MINUTE;
/**
 * Largest number of IP addresses whose requests are counted. If another address sends a request, the counts of the
 * address that was seen first are removed.
 */
const MAX_ADDRESSES = 100_000;

/**
 * Counts the requests of each IP address in intervals of one minute and of five minutes. The intervals begin at whole
 * minutes of the clock.
 */
export class RequestLimits {
  readonly #settings: ProtocolSettings;
  readonly #usage = new Map<string, Usage>();

  constructor(settings: ProtocolSettings) {
    this.#settings = settings;
  }

  /** Returns whether a request is permitted, without counting it. */
  check(ip: string, now: number): LimitDecision {
    const usage = this.#usageOf(ip, now);
    if (now < usage.bannedUntil) return { allowed: false, banned: true, until: usage.bannedUntil, justNow: false };
    if (usage.weight < this.#settings.limits.requestWeightPerMinute) return { allowed: true };
    return { allowed: false, banned: false, until: (usage.minute + 1) * MINUTE, limit: 'weight' };
  }

  /**
   * Counts a request and returns whether it is permitted. Refused requests also count, and too many of them lead to a
   * ban.
   */
  charge(ip: string, weight: number, now: number): LimitDecision {
    const usage = this.#usageOf(ip, now);
    if (now < usage.bannedUntil) return { allowed: false, banned: true, until: usage.bannedUntil, justNow: false };
    usage.weight += weight;
    usage.raw++;
    const { requestWeightPerMinute, rawRequestsPerFiveMinutes } = this.#settings.limits;
    const limit =
      usage.weight > requestWeightPerMinute ? 'weight' : usage.raw > rawRequestsPerFiveMinutes ? 'raw' : undefined;
    if (!limit) return { allowed: true };
    usage.refusals++;
    if (usage.refusals > this.#settings.bans.refusalsBeforeBan) return this.#ban(usage, now);
    const until = limit === 'weight' ? (usage.minute + 1) * MINUTE : (usage.fiveMinutes + 1) * FIVE_MINUTES;
    return { allowed: false, banned: false, until, limit };
  }

  /**
   * Lowers the used weight of an IP address. Called after a request whose weight depends on its result, such as
   * an amendment, which has the weight 0 if it makes its order expire.
   */
  refund(ip: string, weight: number, now: number): void {
    const usage = this.#usageOf(ip, now);
    usage.weight = Math.max(0, usage.weight - weight);
  }

  /** Returns the usage of each IP address as JSON values. */
  exportState(): readonly (readonly [ip: string, usage: Usage])[] {
    return [...this.#usage].map(([ip, usage]) => [ip, { ...usage }]);
  }

  importState(rows: readonly (readonly [ip: string, usage: Usage])[]): void {
    this.#usage.clear();
    for (const [ip, usage] of rows) this.#usage.set(ip, { ...usage });
  }

  /** Sets the usage of one IP address, or of all addresses, to zero, and ends their bans. */
  reset(ip?: string): void {
    if (ip === undefined) this.#usage.clear();
    else this.#usage.delete(ip);
  }

  usedWeight(ip: string, now: number): number {
    return this.#usageOf(ip, now).weight;
  }

  /** Bans an IP address. Each ban of an address is longer than the one before. */
  #ban(usage: Usage, now: number): LimitDecision {
    const { minutes } = this.#settings.bans;
    // The message of a ban shows its end in whole ms, and `now` can have a fraction.
    usage.bannedUntil = Math.ceil(now) + minutes[Math.min(usage.bans, minutes.length - 1)]! * MINUTE;
    usage.bans++;
    usage.refusals = 0;
    return { allowed: false, banned: true, until: usage.bannedUntil, justNow: true };
  }

  #usageOf(ip: string, now: number): Usage {
    let usage = this.#usage.get(ip);
    if (!usage) {
      usage = { minute: 0, weight: 0, fiveMinutes: 0, raw: 0, refusals: 0, bans: 0, bannedUntil: 0 };
      this.#usage.set(ip, usage);
      const [oldest = ip] = this.#usage.keys();
      if (this.#usage.size > MAX_ADDRESSES) this.#usage.delete(oldest);
    }
    const minute = Math.floor(now / MINUTE);
    if (usage.minute !== minute) {
      usage.minute = minute;
      usage.weight = 0;
      usage.refusals = 0;
    }
    const fiveMinutes = Math.floor(now / FIVE_MINUTES);
    if (usage.fiveMinutes !== fiveMinutes) {
      usage.fiveMinutes = fiveMinutes;
      usage.raw = 0;
    }
    return usage;
  }
}
