import { type RateLimitDefinition, RateLimitWindow } from '@pkg/core/internal';
import { LeaseBackoff } from './lease-backoff.js';
import type { LeaseHolder } from './lease-holder.js';
import { delayWithinShare } from './own-share.js';
import type { WindowAnswer, WindowReport } from './window-report.js';

/** A lease is at most this part of a limit. */
const LARGEST_BLOCK = 1 / 16;
/** A process keeps the rest of a lease if it is a smaller part of the limit, because others could not use it. */
const SMALLEST_GIFT = 1 / 1000;
/**
 * The share of each limit that writes use. The rest is a margin for the calls in flight when a window, the number of
 * processes or Redis changes.
 */
const WRITES = 0.97;
/**
 * The clocks of the processes and of the exchange differ a little. So the first 1 % of a window that follows a full one,
 * at most 100 ms, is too early for calls.
 */
const GUARD = { share: 0.01, most: 100 };
/**
 * The first 10 % of a window that follows a full one, at most 2 s: the exchange may still count in the window before, if
 * its time was measured badly. It ends with the first count that the exchange reports of the new window.
 */
const OPENING = { share: 0.1, most: 2000 };
/** After so many ms without a report, Redis does not reserve the fair share of a process any more. */
const RESERVED_FOR = 2500;
/** The lowest rank of the limiter. */
const LOWEST_RANK = 9;
const NO_NEED = { cost: 0, rank: LOWEST_RANK, share: 1 };

/**
 * A window whose use is leased from Redis in blocks. Calls take from the lease without a round trip. The counts that the
 * exchange reports are used as in any other window.
 */
export class LeasedWindow extends RateLimitWindow {
  readonly #holder: LeaseHolder;
  readonly #isOfAddress: boolean;
  readonly #backoff = new LeaseBackoff();
  #index = 0;
  /** The rest of the lease. */
  #available = 0;
  #flight = 0;
  #taken = 0;
  /** What was used in the window before. */
  #takenBefore = 0;
  /** The use of ended calls that the exchange has not reported yet, and when the last of them ended. */
  #unreported = 0;
  #unreportedAt = 0;
  /** The last count that the exchange reported, when its call was sent, and when it arrived. */
  #reported = { count: 0, sent: 0, at: 0 };
  /** What the other processes held when Redis last answered. */
  #heldByOthers = 0;
  /** The most urgent call that waits for room. */
  #need = NO_NEED;
  #wantsBlock = false;
  #lastBlock = 0;
  /** The last count of the window before, if the exchange may still be counting in it; otherwise Infinity. */
  #last = Number.POSITIVE_INFINITY;
  /** The highest count of the window before that was reported for a call of this window. */
  #early = 0;
  /** Whether Redis may hold something for this process. */
  #isHeld = false;
  /** The last window in which a call found no room. */
  #fullIndex = Number.NEGATIVE_INFINITY;

  constructor(definition: RateLimitDefinition, holder: LeaseHolder, isOfAddress: boolean) {
    super(definition);
    this.#holder = holder;
    this.#isOfAddress = isOfAddress;
  }

  /** What is left of the lease. */
  get available(): number {
    this.#enterWindow(this.#holder.now());
    return this.#holder.isAlone || this.#hasExpired ? 0 : this.#available;
  }

  /** When a refused call may ask again, by the store's monotonic clock; undefined if no call was refused. */
  get retryAt(): number | undefined {
    return this.#backoff.until;
  }

  /** Whether a call has found no room in this window or in the one before. */
  get isBusy(): boolean {
    return this.#fullIndex >= this.#index - 1;
  }

  override delayOf(cost: number, share: number, now: number, rank: number = LOWEST_RANK): number {
    const { ceiling, isAlone } = this.#holder;
    const isRead = share < 1;
    const ownShare = isRead ? ceiling : Math.max(ceiling, WRITES);
    const full = super.delayOf(cost, ownShare, now);
    // What this process knows to be used up is used up for all.
    if (full > 0) this.#fullIndex = Math.floor(now / this.length);
    if (full > 0 || this.limit === undefined || this.#holder.isSuspended()) return full;
    this.#enterWindow(now);
    if (isAlone) return this.#delayAlone(cost, this.limit, ownShare, now, isRead);
    if (this.#available >= cost && !this.#hasExpired) return 0;
    // After a full window each process waits a little, because Redis would refuse it. The reads of all processes do not
    // ask Redis at the same moment.
    const opensAt = this.#guard * (isRead ? 1 + this.#holder.spread : 1);
    if (this.#fullIndex === this.#index - 1 && this.#into(now) < opensAt) return opensAt - this.#into(now);
    const refused = this.#backoff.delayOf(cost, rank, this.#holder.monotonic(), this.remaining(now));
    if (refused > 0) return refused;
    if (this.#need.cost === 0 || rank < this.#need.rank) this.#need = { cost, rank, share: ownShare };
    this.#holder.ask('call');
    return Number.POSITIVE_INFINITY;
  }

  override reserve(amount: number): void {
    super.reserve(amount);
    this.#enterWindow(this.#holder.now());
    this.#flight += amount;
    if (amount < 0) return;
    this.#taken += amount;
    this.#available = Math.max(0, this.#available - amount);
    // The next block is leased before the last one is used up, so that calls rarely wait for it.
    if (this.#available < this.#lastBlock / 2 && !this.#holder.isAlone && this.retryAt === undefined) {
      this.#wantsBlock = true;
      this.#holder.ask('block');
    }
  }

  override add(amount: number, now: number): void {
    super.add(amount, now);
    this.#enterWindow(now);
    this.#unreported += amount;
    this.#unreportedAt = now;
  }

  override report(count: number, sentAt: number, now: number): void {
    this.#holder.answered(sentAt);
    this.#enterWindow(now);
    // The clock of the exchange is behind, so that the count is one of the window before.
    if (this.#isOpening(now) && count >= this.#last) {
      this.#early = Math.max(this.#early, count);
      return;
    }
    super.report(count, sentAt, now);
    if (!this.#contains(sentAt)) return;
    if (this.#isOpening(now)) {
      this.#last = Number.POSITIVE_INFINITY;
      this.#holder.ask('report');
    }
    // The exchange has counted all calls that had ended when this one was sent.
    if (sentAt > this.#unreportedAt) this.#unreported = 0;
    const last = this.#reported;
    this.#reported = { count: sentAt >= last.at ? count : Math.max(last.count, count), sent: sentAt, at: now };
  }

  override describe(now: number): string {
    const { members } = this.#holder;
    return members > 1 ? `${super.describe(now)}, which ${members} processes share` : super.describe(now);
  }

  /** Drops what is left of the lease. The next report gives it back. */
  drop(): void {
    this.#available = 0;
  }

  /**
   * Gives back what is left of the lease, because another process waits, and the reservation of a fair share. Returns
   * false if there was nothing worth giving, or if this process waits too.
   */
  yield(): boolean {
    if (this.#need.cost > 0 || this.retryAt !== undefined) return false;
    if (this.#available > 0 && this.#available < (this.limit ?? 0) * SMALLEST_GIFT) return false;
    const hasYielded = this.#available > 0 || this.isBusy;
    this.#available = 0;
    this.#fullIndex = Number.NEGATIVE_INFINITY;
    return hasYielded;
  }

  /** Lets a refused call ask again if its time has come, or in any case. */
  retry(always = false): void {
    if (always || (this.retryAt ?? Number.POSITIVE_INFINITY) <= this.#holder.monotonic()) this.#backoff.retry();
  }

  /** Forgets which calls wait, because they do not wait for Redis any more. */
  forgetNeed(): void {
    this.#need = NO_NEED;
    this.#wantsBlock = false;
  }

  /**
   * Returns what Redis should know and lease, or undefined if that is nothing. `isFull` asks for a report also if this
   * process needs nothing.
   */
  takeReport(isFull: boolean): WindowReport | undefined {
    const now = this.#holder.now();
    this.#enterWindow(now);
    const { limit } = this;
    if (this.#hasExpired) this.#available = 0;
    // The answer to an earlier request may have brought the room since the call began to wait.
    if (this.#available >= this.#need.cost) this.#need = NO_NEED;
    const { cost, rank, share } = this.#need;
    const isWaiting = cost > 0;
    const wantsBlock = this.#wantsBlock || isWaiting;
    const isIdle = this.#taken === 0 && this.#available === 0 && !this.#isHeld;
    if (limit === undefined || (!wantsBlock && (!isFull || isIdle))) return undefined;
    // A rest that is too small for the waiting call goes back, so that another process can use it.
    if (isWaiting) this.#available = 0;
    this.forgetNeed();
    const flight = this.#flight + this.#unreported;
    this.#isHeld = true;
    return {
      index: this.#index,
      length: this.length,
      limit,
      cap: limit * (isWaiting ? share : this.#holder.ceiling),
      readCap: limit * this.#holder.ceiling,
      need: cost,
      rank: rank <= 1 ? 0 : rank === 2 ? 1 : 2,
      busy: this.isBusy,
      block: wantsBlock ? Math.ceil(limit * LARGEST_BLOCK) : 0,
      held: this.#available + flight,
      flight,
      taken: this.#taken,
      count: this.#reported.count,
      sent: this.#reported.sent,
      reported: this.#reported.at,
      early: this.#early,
      into: this.#into(now),
      guard: this.#guard,
      opening: this.#opening,
      probe: this.#isOfAddress,
    };
  }

  /** Takes the answer to a report. */
  take(report: WindowReport, answer: WindowAnswer): void {
    this.#enterWindow(this.#holder.now());
    const { grant, verdict, total } = answer;
    this.#isHeld = report.held + grant > 0;
    if (report.index !== this.#index) return;
    this.#available += grant;
    this.#last = answer.last ?? Number.POSITIVE_INFINITY;
    if (total !== undefined) {
      this.#heldByOthers = Math.max(
        0,
        total - this.#reported.count - this.#available - this.#flight - this.#unreported,
      );
    }
    if (grant > 0) this.#lastBlock = grant - report.need;
    this.#backoff.take(report, answer, this.#holder.monotonic());
    if (verdict === 'soft' || verdict === 'full') this.#fullIndex = this.#index;
  }

  #delayAlone(cost: number, limit: number, share: number, now: number, isRead: boolean): number {
    return delayWithinShare(cost, {
      limit,
      cap: limit * share,
      members: this.#holder.members,
      taken: this.#taken,
      takenBefore: this.#takenBefore,
      flight: this.#flight,
      count: this.#reported.count,
      heldByOthers: this.#heldByOthers,
      into: this.#into(now),
      remaining: this.remaining(now),
      guard: this.#guard,
      // Orders also reserve weight, which the exchange does not count if it accepts them. Its reports bound that well
      // enough.
      isBoundByShare: isRead || this.type === 'ORDERS',
      // The exchange does not report the number of requests.
      isForgotten: this.type !== 'RAW_REQUESTS' && this.#holder.silence() > RESERVED_FOR,
    });
  }

  /** Whether Redis may have given the lease of this process to others, because it has not reported for too long. */
  get #hasExpired(): boolean {
    return this.#holder.silence() >= this.#holder.memberTimeout;
  }

  /** The age of the window in ms. */
  #into(now: number): number {
    return now - this.#index * this.length;
  }

  get #guard(): number {
    return Math.min(this.length * GUARD.share, GUARD.most);
  }

  get #opening(): number {
    return Math.min(this.length * OPENING.share, OPENING.most);
  }

  /** Whether the exchange may still count in the window before. */
  #isOpening(now: number): boolean {
    return this.#last < Number.POSITIVE_INFINITY && this.#into(now) < this.#opening;
  }

  #contains(time: number): boolean {
    return Math.floor(time / this.length) === this.#index;
  }

  /** Begins the next window if its time has come. Calls in flight may arrive in it. */
  #enterWindow(now: number): void {
    const index = Math.floor(now / this.length);
    // The measured time may step back by a little.
    if (index <= this.#index && this.#index - index < 3) return;
    this.#takenBefore = index === this.#index + 1 ? this.#taken : 0;
    this.#index = index;
    this.#available = 0;
    this.#taken = this.#flight;
    this.#unreported = 0;
    this.#reported = { count: 0, sent: 0, at: 0 };
    this.#heldByOthers = 0;
    this.#last = Number.POSITIVE_INFINITY;
    this.#early = 0;
    this.#backoff.clear();
  }
}
