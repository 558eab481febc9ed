import type { Choices } from '../settings.js';

/** What the limits say to one request. */
export type Verdict =
  | { readonly allowed: true }
  /** 429: `limit` is spent until `until` (ms). */
  | { readonly allowed: false; readonly banned: false; readonly until: number; readonly limit: 'weight' | 'raw' }
  /** 418 until `until` (ms). */
  | { readonly allowed: false; readonly banned: true; readonly until: number; readonly justNow: boolean };

type Usage = {
  minute: number;
  weight: number;
  fiveMinutes: number;
  raw: number;
  refusals: number;
  offences: number;
  bannedUntil: number;
};

const MINUTE = 60_000;
const FIVE_MINUTES = 5 * MINUTE;
/** Of more addresses the one that came first is forgotten. */
const MOST_ADDRESSES = 100_000;

/** Counts what each address sends, in windows that start on the clock's minutes. */
export class RequestLimits {
  readonly #choices: Choices;
  readonly #usage = new Map<string, Usage>();

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** Whether a request would be refused now, without counting it. */
  look(ip: string, now: number): Verdict {
    const usage = this.#of(ip, now);
    if (now < usage.bannedUntil) return { allowed: false, banned: true, until: usage.bannedUntil, justNow: false };
    if (usage.weight < this.#choices.limits.requestWeightPerMinute) return { allowed: true };
    return { allowed: false, banned: false, until: (usage.minute + 1) * MINUTE, limit: 'weight' };
  }

  /** Counts a request. One that is over a limit is counted too, and too many of those are a ban. */
  charge(ip: string, weight: number, now: number): Verdict {
    const usage = this.#of(ip, now);
    if (now < usage.bannedUntil) return { allowed: false, banned: true, until: usage.bannedUntil, justNow: false };
    usage.weight += weight;
    usage.raw++;
    const { requestWeightPerMinute, rawRequestsPerFiveMinutes } = this.#choices.limits;
    const limit =
      usage.weight > requestWeightPerMinute ? 'weight' : usage.raw > rawRequestsPerFiveMinutes ? 'raw' : undefined;
    if (!limit) return { allowed: true };
    usage.refusals++;
    if (usage.refusals > this.#choices.bans.refusalsBeforeBan) return this.ban(ip, now);
    const until = limit === 'weight' ? (usage.minute + 1) * MINUTE : (usage.fiveMinutes + 1) * FIVE_MINUTES;
    return { allowed: false, banned: false, until, limit };
  }

  /** Takes back weight: some requests cost less when they succeed. */
  refund(ip: string, weight: number, now: number): void {
    const usage = this.#of(ip, now);
    usage.weight = Math.max(0, usage.weight - weight);
  }

  /** Bans an address; each ban is longer than the one before. */
  ban(ip: string, now: number): Verdict & { readonly banned: true } {
    const usage = this.#of(ip, now);
    const { minutes } = this.#choices.bans;
    usage.bannedUntil = now + minutes[Math.min(usage.offences, minutes.length - 1)]! * MINUTE;
    usage.offences++;
    usage.refusals = 0;
    return { allowed: false, banned: true, until: usage.bannedUntil, justNow: true };
  }

  usedWeight(ip: string, now: number): number {
    return this.#of(ip, now).weight;
  }

  #of(ip: string, now: number): Usage {
    let usage = this.#usage.get(ip);
    if (!usage) {
      usage = { minute: 0, weight: 0, fiveMinutes: 0, raw: 0, refusals: 0, offences: 0, bannedUntil: 0 };
      this.#usage.set(ip, usage);
      const [oldest = ip] = this.#usage.keys();
      if (this.#usage.size > MOST_ADDRESSES) this.#usage.delete(oldest);
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
