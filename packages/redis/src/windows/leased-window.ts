import { type RateLimitDefinition, RateLimitWindow } from '@pkg/core/internal';
import { LeaseBackoff } from './lease-backoff.js';
import type { LeaseHolder } from './lease-holder.js';
import { delayWithinShare } from './own-share.js';
import type { WindowAnswer, WindowReport } from './window-report.js';

/** The largest part of a limit that a process leases in advance. */
const LARGEST_BLOCK = 1 / 16;
/**
 * The smallest part of the limit that a process gives back to other processes. It keeps a smaller rest of its lease,
 * because other processes could not use so little.
 */
const SMALLEST_GIFT = 1 / 1000;
/**
 * The part of each limit that orders and other writes may use. The rest is a reserve for calls that are in flight when
 * a window ends, when a process joins or leaves, or when the Redis server is replaced by another.
 */
const WRITES = 0.97;
/**
 * After a window that was used up, no call is sent in the first 1 % of the next window, or in the first 100 ms if that
 * is shorter. The reason is that the clocks of the processes and of the exchange differ a little.
 */
const GUARD = { share: 0.01, most: 100 };
/**
 * The exchange's time that this process has measured may be ahead of the real one. So if a window was used up, this
 * process first assumes that the exchange is still counting in that window when the next one begins. The assumption
 * ends when the exchange reports a count of the next window. It ends at the latest after 10 % of the next window, or
 * after 2 s if that is shorter.
 */
const OPENING = { share: 0.1, most: 2000 };
/** If a process has not reported for this many ms, Redis no longer reserves the fair share of that process. */
const RESERVED_FOR = 2500;
/** A rank below that of every call. It is used while no call waits, and for a call whose rank is not given. */
const LOWEST_RANK = 9;
const NO_NEED = { cost: 0, rank: LOWEST_RANK, share: 1 };

/**
 * Counts the use of a rate limit that several processes share through Redis. The process leases a part of the limit in
 * advance. A call takes its weight from this lease, so it needs no round trip to Redis. The counts that the exchange
 * reports are used as in a {@link RateLimitWindow}.
 */
export class LeasedWindow extends RateLimitWindow {
  readonly #holder: LeaseHolder;
  readonly #isOfAddress: boolean;
  readonly #backoff = new LeaseBackoff();
  #index = 0;
  /** The part of the lease that no call has used yet. */
  #available = 0;
  #flight = 0;
  #taken = 0;
  /** How much of the limit this process used in the previous window. */
  #takenBefore = 0;
  /**
   * The use of ended calls that no reported count includes yet; `#unreportedAt` is when the last of these calls ended.
   */
  #unreported = 0;
  #unreportedAt = 0;
  /**
   * The last count that the exchange reported in the reply to a call. `sent` is when the call was sent, and `at` is
   * when the reply arrived, both in ms of the exchange's time.
   */
  #reported = { count: 0, sent: 0, at: 0 };
  /**
   * How much of the limit the other processes held when Redis last answered. This is the unused rest of their leases,
   * plus what these processes had used, but the exchange had not yet included in a count that it reported.
   */
  #heldByOthers = 0;
  /** How much of the limit this process may use in this window in total if Redis does not answer any more. */
  #entitled = 0;
  /**
   * How much of the limit is used or leased, as far as this process knows. When Redis answers, this is the use of all
   * processes plus the unused parts of the other processes' leases. After that, each use by this process is added.
   */
  #known = 0;
  /**
   * What the most urgent waiting call needs from Redis: the amount, the rank of the call, and the share of the limit
   * that calls of its kind may use.
   */
  #need = NO_NEED;
  #wantsBlock = false;
  #lastBlock = 0;
  /**
   * The last count that the exchange reported for the previous window, while the exchange may still be counting in that
   * window; otherwise Infinity.
   */
  #last = Number.POSITIVE_INFINITY;
  /**
   * The highest count of the previous window that the exchange has reported since this window began by the clock of
   * this process. The exchange reports such counts if its own clock is behind.
   */
  #early = 0;
  /** Whether this process may still have a lease that it has not given back to Redis. */
  #isHeld = false;
  /** The number of the last window in which a call found no room. Windows are numbered from the epoch. */
  #fullIndex = Number.NEGATIVE_INFINITY;

  constructor(definition: RateLimitDefinition, holder: LeaseHolder, isOfAddress: boolean) {
    super(definition);
    this.#holder = holder;
    this.#isOfAddress = isOfAddress;
  }

  /** Returns the unused part of the lease; 0 if Redis may have given the lease to other processes. */
  get available(): number {
    this.#enterWindow(this.#holder.now());
    return this.#hasExpired ? 0 : this.#available;
  }

  /**
   * When the call that Redis refused may ask Redis again, by this process's monotonic clock in ms; undefined if no call
   * was refused.
   */
  get retryAt(): number | undefined {
    return this.#backoff.until;
  }

  /** Whether a call of this process has found no room in this window or in the previous one. */
  get isBusy(): boolean {
    return this.#fullIndex >= this.#index - 1;
  }

  override delayOf(cost: number, share: number, now: number, rank: number = LOWEST_RANK): number {
    const { isAlone } = this.#holder;
    const isRead = share < 1;
    const ownShare = this.#shareOf(isRead);
    const full = super.delayOf(cost, ownShare, now);
    // If the count that this process knows has reached the limit, the limit is used up for all processes.
    if (full > 0) this.#fullIndex = Math.floor(now / this.length);
    if (full > 0 || this.limit === undefined || this.#holder.isSuspended()) return full;
    this.#enterWindow(now);
    if (this.#available >= cost && !this.#hasExpired) {
      // A message of another process may have reported a suspension. So messages that have arrived are read first.
      return this.#holder.hasReadMessages() ? 0 : Number.POSITIVE_INFINITY;
    }
    if (isAlone) return this.#delayAlone(cost, this.limit, ownShare, now, isRead);
    // Redis refuses calls at the start of a window if the previous window was used up. So each process waits a little
    // before it asks. The reads of each process wait for a different time, so that the processes do not ask Redis at
    // the same moment.
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
    if (this.#isOfAddress) this.#holder.used();
    this.#taken += amount;
    this.#known += amount;
    this.#available = Math.max(0, this.#available - amount);
    // More room is leased before the current lease is used up, so that calls rarely wait for Redis.
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
    // A count that is not lower than the last count of the previous window shows that the exchange's clock is behind.
    // The exchange is still counting in the previous window.
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
    // The count in a reply includes all calls that had ended before the request was sent.
    if (sentAt > this.#unreportedAt) this.#unreported = 0;
    const last = this.#reported;
    this.#reported = { count: sentAt >= last.at ? count : Math.max(last.count, count), sent: sentAt, at: now };
  }

  override describe(now: number, share: number): string {
    const { members } = this.#holder;
    const text = super.describe(now, this.#shareOf(share < 1));
    return members > 1 ? `${text}; ${members} processes share this limit` : text;
  }

  /** Discards the unused part of the lease. The next report gives this part back to Redis. */
  drop(): void {
    this.#available = 0;
  }

  /**
   * Gives back the unused part of the lease, and the share of the limit that is reserved for this process, because
   * another process waits for a part of the limit. Returns false if the amount is too small to be useful, or if this
   * process waits too.
   */
  yield(): boolean {
    if (this.#need.cost > 0 || this.retryAt !== undefined) return false;
    if (this.#available > 0 && this.#available < (this.limit ?? 0) * SMALLEST_GIFT) return false;
    const hasYielded = this.#available > 0 || this.isBusy;
    this.#available = 0;
    this.#fullIndex = Number.NEGATIVE_INFINITY;
    return hasYielded;
  }

  /** Lets a call that Redis has refused ask Redis again, if its delay is over or if `always` is true. */
  retry(always = false): void {
    if (always || (this.retryAt ?? Number.POSITIVE_INFINITY) <= this.#holder.monotonic()) this.#backoff.retry();
  }

  /** Forgets the need of waiting calls, because they no longer wait for Redis. */
  forgetNeed(): void {
    this.#need = NO_NEED;
    this.#wantsBlock = false;
  }

  /**
   * Returns what this process reports to Redis, and what it wants to lease; undefined if there is nothing to report. If
   * `isFull` is true, reports even if nothing is needed.
   */
  takeReport(isFull: boolean): WindowReport | undefined {
    const now = this.#holder.now();
    this.#enterWindow(now);
    const { limit } = this;
    if (this.#hasExpired) this.#available = 0;
    // Since the call began to wait, the answer to an earlier request may have leased enough room for it.
    if (this.#available >= this.#need.cost) this.#need = NO_NEED;
    const { cost, rank, share } = this.#need;
    const { ceiling } = this.#holder;
    const isWaiting = cost > 0;
    const wantsBlock = this.#wantsBlock || isWaiting;
    const isIdle = this.#taken === 0 && this.#available === 0 && !this.#isHeld;
    if (limit === undefined || (!wantsBlock && (!isFull || isIdle))) return undefined;
    // The rest of the lease is too small for the waiting call. It is given back, so that another process can use it.
    if (isWaiting) this.#available = 0;
    this.forgetNeed();
    const flight = this.#flight + this.#unreported;
    this.#isHeld = true;
    return {
      index: this.#index,
      length: this.length,
      limit,
      cap: limit * (isWaiting ? share : ceiling),
      // The limit ORDERS counts only writes, so the ceiling of reads does not apply to it.
      readCap: limit * (this.type === 'ORDERS' ? Math.max(ceiling, WRITES) : ceiling),
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

  /** Handles the answer of Redis to a report. */
  take(report: WindowReport, answer: WindowAnswer): void {
    this.#enterWindow(this.#holder.now());
    const { grant, verdict, total, owed } = answer;
    this.#isHeld = report.held + grant > 0;
    if (report.index !== this.#index) return;
    this.#available += grant;
    this.#last = answer.last ?? Number.POSITIVE_INFINITY;
    if (total !== undefined) {
      this.#heldByOthers = Math.max(
        0,
        total - this.#reported.count - this.#available - this.#flight - this.#unreported,
      );
      this.#known = total - this.#available;
    }
    if (grant > 0) this.#lastBlock = grant - report.need;
    if (owed !== undefined) this.#entitled = report.taken + report.held - report.flight + grant + owed;
    else if (!report.busy) this.#entitled = 0;
    // A call may have asked for more room while Redis was answering. If the lease is now large enough, no more room is
    // needed.
    if (this.#available >= this.#lastBlock / 2) this.#wantsBlock = false;
    this.#backoff.take(report, answer, this.#holder.monotonic());
    if (verdict === 'soft' || verdict === 'full') this.#fullIndex = this.#index;
  }

  /** Returns the share of the limit that calls of this kind may use. */
  #shareOf(isRead: boolean): number {
    const { ceiling } = this.#holder;
    return isRead ? ceiling : Math.max(ceiling, WRITES);
  }

  #delayAlone(cost: number, limit: number, share: number, now: number, isRead: boolean): number {
    return delayWithinShare(cost, {
      cap: limit * share,
      members: this.#holder.members,
      taken: this.#taken,
      takenBefore: this.#takenBefore,
      flight: this.#flight,
      count: this.#reported.count,
      // If the reported count has risen, the other processes have used a part of what they held.
      heldByOthers: Math.max(0, Math.min(this.#heldByOthers, this.#known - this.#reported.count)),
      into: this.#into(now),
      remaining: this.remaining(now),
      guard: this.#guard,
      // The share of this process limits the number of its orders, and the weight of its reads, but not the weight of
      // its orders. An order reserves weight, but the exchange counts no weight for an accepted order. So only the
      // counts that the exchange reports limit the weight of orders.
      isBoundByShare: isRead || this.type === 'ORDERS',
      // When this process has not reported for `RESERVED_FOR` ms, Redis no longer reserves its fair share.
      entitled: this.#holder.silence() > RESERVED_FOR ? 0 : this.#entitled,
      // The exchange never reports a count for RAW_REQUESTS, so calls do not wait for one.
      isKnown: this.type === 'RAW_REQUESTS' || now - this.#reported.at < this.#holder.silence(),
    });
  }

  /** Whether this process has not reported for so long that Redis may have given its lease to other processes. */
  get #hasExpired(): boolean {
    return this.#holder.silence() >= this.#holder.memberTimeout;
  }

  /** Returns how long ago the window began, in ms. */
  #into(now: number): number {
    return now - this.#index * this.length;
  }

  get #guard(): number {
    return Math.min(this.length * GUARD.share, GUARD.most);
  }

  get #opening(): number {
    return Math.min(this.length * OPENING.share, OPENING.most);
  }

  /** Whether the exchange may still be counting in the previous window. */
  #isOpening(now: number): boolean {
    return this.#last < Number.POSITIVE_INFINITY && this.#into(now) < this.#opening;
  }

  #contains(time: number): boolean {
    return Math.floor(time / this.length) === this.#index;
  }

  /**
   * Begins the next window if its time has come. Calls that are in flight may be counted by the exchange in the next
   * window, so their use is carried over.
   */
  #enterWindow(now: number): void {
    const index = Math.floor(now / this.length);
    // A new measurement may move the exchange's time back a little. In that case the current window is kept.
    if (index <= this.#index && this.#index - index < 3) return;
    this.#takenBefore = index === this.#index + 1 ? this.#taken : 0;
    this.#index = index;
    this.#available = 0;
    this.#taken = this.#flight;
    this.#unreported = 0;
    this.#reported = { count: 0, sent: 0, at: 0 };
    this.#entitled = 0;
    this.#heldByOthers = 0;
    this.#known = 0;
    this.#last = Number.POSITIVE_INFINITY;
    this.#early = 0;
    this.#backoff.clear();
  }
}
