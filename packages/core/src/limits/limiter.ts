import type { Call, RateLimitUse, Reply } from '../operations/call.js';
import { type AnyOperation, isWrite, type Weight } from '../operations/operation.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { ServerTime } from '../signing/server-time.js';
import { intervals } from './headers.js';
import type { Limiting } from './options.js';
import { rateLimitError } from './rate-limit-error.js';
import { type Stop, stopOf } from './stop.js';

/** One limit as it stands in its present window. */
export type LimitState = RateLimitUse & {
  /** What is left; undefined while the limit is unknown. */
  readonly room: number | undefined;
  /** When the window ends, ms since the epoch. */
  readonly resetsAt: number;
};

/** The limits of the exchange, as far as they are known here: those of the address, and those of the account on orders. */
export type Limits = {
  readonly use: readonly LimitState[];
  /** Until when the exchange wants no request at all, ms since the epoch; undefined while it takes them. */
  readonly stoppedUntil: number | undefined;
  /** Until when it wants no new orders of this account. */
  readonly ordersStoppedUntil: number | undefined;
  /** The stop is a ban of this address. */
  readonly banned: boolean;
};

/** Gives leave to send back, with what came of the call. */
export type Done = (reply?: Reply) => void;

type Window = {
  readonly type: string;
  readonly interval: string;
  readonly intervalNum: number;
  readonly ms: number;
  limit: number | undefined;
  /** Used in window number `id`, as far as is known. */
  count: number;
  id: number;
  /** Taken by calls on their way. */
  pending: number;
};
/** What stopped the sending, until when on the monotonic clock (the others may be set meanwhile), and the answer that said so. */
type Halt = Pick<Stop, 'banned'> & { readonly until: number; readonly reply: Reply };
/** Whom limits count for: the address, or an account for its orders. */
type Scope = { readonly windows: Window[]; halt: Halt };
type Waiter = {
  readonly call: Call;
  readonly cost: Readonly<Record<string, number>>;
  /** How many may be on their way beyond what reads may: a few writes go past waiting reads. */
  readonly ahead: number;
  readonly account: Scope;
  readonly options: Limiting;
  readonly deadline: number;
};
type Queued = Waiter & { readonly go: (done: Done) => void; readonly fail: (error: unknown) => void };

const writesAhead = 8;
const running: Halt = {
  until: 0,
  banned: false,
  reply: { status: 429, data: { code: -1003 }, rateLimits: [] },
};

/**
 * Keeps the calls of one address to one host within the exchange's limits, and each account's orders. Windows are aligned
 * to the exchange's clock; stops are not, which end by the monotonic one. After a 429 nothing is sent until the exchange
 * wants to hear again, and then one call goes ahead alone; a ban fails every call at once. How many reads may be on their
 * way grows with each good answer, so that a first refusal finds few.
 */
export class Limiter {
  /** The exchange's clock, of a client that signs where there is one; windows end by it once it has been measured. */
  time: ServerTime | undefined;
  readonly #clock: Clock;
  readonly #address: Scope = { windows: [], halt: running };
  /** By their keys. */
  readonly #accounts = new Map<string, Scope>();
  /** What an account begins with. */
  readonly #orders: Scope = { windows: [], halt: running };
  #active = 0;
  #width = 1;
  #probing = false;
  /** Questions for the time on their way. */
  #asking = 0;
  #queue: Queued[] = [];
  #timer: Timer;

  constructor(clock: Clock) {
    this.#clock = clock;
    windowOf(this.#address, { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1 }).limit = 6000;
    windowOf(this.#address, { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5 }).limit = 300_000;
  }

  /** Takes in the limits of `exchangeInfo.rateLimits`. */
  learn(limits: readonly Omit<RateLimitUse, 'count'>[]): void {
    for (const limit of limits) {
      const scopes = limit.rateLimitType === 'ORDERS' ? [this.#orders, ...this.#accounts.values()] : [this.#address];
      for (const scope of scopes) windowOf(scope, limit).limit = limit.limit;
    }
  }

  /** Leave to send, now or once there is room. What could only go after `deadline` (monotonic) fails at once. */
  acquire(
    call: Call,
    options: Limiting,
    deadline: number,
    signal: AbortSignalLike,
    account?: string,
  ): Done | Promise<Done> {
    const weight = weightOf(call.operation.weight, call.params);
    const cost = { REQUEST_WEIGHT: weight, ORDERS: call.operation.orders ?? 0, RAW_REQUESTS: 1 };
    const ahead = isWrite(call.operation) ? writesAhead : 0;
    const waiter = { call, cost, ahead, account: this.#account(account), options, deadline };
    signal.throwIfAborted();
    const wait = this.#wait(waiter);
    if (wait === 0) return this.#leave(waiter);
    return new Promise((go, fail) => {
      const queued = { ...waiter, go, fail };
      // The question for the time comes first: after a stop one request goes ahead alone, and others wait for this one.
      if (asksTime(call.operation)) this.#queue.unshift(queued);
      else this.#queue.push(queued);
      signal.addEventListener('abort', () => {
        this.#queue = this.#queue.filter((other) => other !== queued);
        if (this.#queue.length === 0) this.#clock.clearTimeout(this.#timer);
        fail(signal.reason);
      });
      // Where it waits for another call, that one's end lets it go.
      if (wait < Infinity) this.#pump();
    });
  }

  /** The limits as they stand now for an account. */
  limitsOf(account?: string): Limits {
    const now = this.now();
    const time = this.#clock.monotonic();
    const until = (halt: Halt): number | undefined => (halt.until > time ? now + halt.until - time : undefined);
    const { windows, halt } = this.#address;
    const orders = this.#account(account);
    return {
      use: [...windows, ...orders.windows].map((window) => {
        const { type, interval, intervalNum, ms, limit } = window;
        const count = used(window, now);
        const room = limit === undefined ? undefined : Math.max(0, limit - count);
        return { rateLimitType: type, interval, intervalNum, limit, count, room, resetsAt: now - (now % ms) + ms };
      }),
      stoppedUntil: until(halt),
      ordersStoppedUntil: until(orders.halt),
      banned: halt.banned && halt.until > time,
    };
  }

  /** The exchange's time as far as it is known, ms since the epoch. */
  now(): number {
    const offset = this.time?.offset;
    return offset === undefined ? this.#clock.now() : this.#clock.monotonic() + offset;
  }

  #account(name = ''): Scope {
    let account = this.#accounts.get(name);
    if (!account) {
      account = { windows: this.#orders.windows.map((window) => ({ ...window })), halt: running };
      this.#accounts.set(name, account);
    }
    return account;
  }

  /** How long a call must wait, in ms: 0 for not at all, infinite until another call is done. */
  #wait(waiter: Waiter): number {
    const { call, cost, ahead, account, options, deadline } = waiter;
    if (options.mode === 'off') return 0;
    const time = this.#clock.monotonic();
    const halt = cost.ORDERS && account.halt.until > this.#address.halt.until ? account.halt : this.#address.halt;
    let retryAfter = halt.until - time;
    const halted = retryAfter > 0;
    if (!halted) {
      // A client's own question for the time may be part of a call that has leave.
      const width = this.#probing ? this.#width : this.#width + ahead;
      const asks = asksTime(call.operation) && !(this.#probing && this.#asking);
      // Asked of all who wait whenever a call is done, so before all that costs more.
      if (!asks && this.#active >= width) return Infinity;
    }
    const now = this.now();
    for (const window of this.#touched(waiter)) {
      const count = used(window, now);
      // A call heavier than the whole limit still goes, alone in its window.
      if (count && count + (cost[window.type] ?? 0) > (window.limit ?? Infinity) * options.ceiling) {
        retryAfter = Math.max(retryAfter, window.ms - (now % window.ms));
      }
    }
    if (retryAfter <= 0) return 0;
    const banned = halted && halt.banned;
    if (!banned && options.mode !== 'throw' && time + retryAfter < deadline) return retryAfter;
    const reply = { ...halt.reply, retryAfter };
    const stop = { wait: retryAfter, banned: stopOf(reply, now)?.banned === true };
    throw rateLimitError(call, reply, stop, now, 'not sent: held back after an earlier answer');
  }

  /** The windows that a call costs something in. */
  #touched({ cost, account }: Waiter): Window[] {
    const touched: Window[] = [];
    for (const window of this.#address.windows) if (cost[window.type]) touched.push(window);
    if (cost.ORDERS) touched.push(...account.windows);
    return touched;
  }

  #leave(waiter: Waiter): Done {
    const { call, cost, account } = waiter;
    const sentAt = this.now();
    const windows = this.#touched(waiter);
    for (const window of windows) window.pending += cost[window.type] ?? 0;
    const asking = asksTime(call.operation) ? 1 : 0;
    this.#active++;
    this.#asking += asking;
    return (reply) => {
      const now = this.now();
      this.#active--;
      this.#asking -= asking;
      const good = reply !== undefined && reply.status < 400;
      for (const window of windows) {
        const needs = cost[window.type] ?? 0;
        window.pending -= needs;
        const spent = good && window.type === 'REQUEST_WEIGHT' ? (call.operation.weightOnSuccess ?? needs) : needs;
        if (good || window.type !== 'ORDERS') count(window, now, sentAt, weightOf(spent, call.params));
      }
      for (const use of reply?.rateLimits ?? []) {
        const window = windowOf(use.rateLimitType === 'ORDERS' ? account : this.#address, use);
        window.limit = use.limit ?? window.limit;
        count(window, now, sentAt, 0, use.count);
      }
      if (reply) this.#heed(reply, now, account, asking > 0);
      this.#pump();
    };
  }

  /** Stops where the exchange says so; goes faster where all is well, of which the time alone is no proof. */
  #heed(reply: Reply, now: number, account: Scope, asked: boolean): void {
    const time = this.#clock.monotonic();
    const stop = reply.status < 400 ? undefined : stopOf(reply, now);
    if (stop) {
      const scope = stop.orders ? account : this.#address;
      scope.halt = { banned: stop.banned, reply, until: Math.max(time + stop.wait, scope.halt.until) };
      if (stop.orders) return;
      this.#probing = true;
      this.#width = 1;
    } else if (this.#address.halt.until <= time && !asked) {
      this.#probing = false;
      this.#width++;
    }
  }

  /** Lets go whoever may. */
  #pump(): void {
    if (this.#queue.length === 0) return;
    this.#clock.clearTimeout(this.#timer);
    let next = Infinity;
    // Where one must wait for another call, all behind it must whom no more may go ahead of.
    const full: boolean[] = [];
    this.#queue = this.#queue.filter((queued) => {
      if (full[queued.ahead]) return true;
      try {
        const wait = this.#wait(queued);
        if (wait === 0) queued.go(this.#leave(queued));
        else if (wait < next) next = wait;
        else full[queued.ahead] = wait === Infinity;
        return wait > 0;
      } catch (error) {
        queued.fail(error);
        return false;
      }
    });
    if (next < Infinity) this.#timer = this.#clock.setTimeout(() => this.#pump(), next);
  }
}

/** The window of a limit, made when it is first heard of. */
function windowOf(
  { windows }: Scope,
  { rateLimitType: type, interval, intervalNum }: Omit<RateLimitUse, 'count'>,
): Window {
  const ms = (intervals[interval] ?? 60) * intervalNum * 1000;
  for (const each of windows) if (each.ms === ms && each.type === type) return each;
  const window = { type, interval, intervalNum, ms, limit: undefined, count: 0, id: 0, pending: 0 };
  windows.push(window);
  return window;
}

/** Adds to what a window has used, or sets it. What was sent in a window that has ended does not count in this one. */
function count(window: Window, now: number, sentAt: number, more: number, told?: number): void {
  const id = Math.floor(now / window.ms);
  if (Math.floor(sentAt / window.ms) !== id) return;
  window.count = told ?? (window.id === id ? window.count : 0) + more;
  window.id = id;
}

function used({ ms, id, count, pending }: Window, now: number): number {
  return (id === Math.floor(now / ms) ? count : 0) + pending;
}

function weightOf(weight: Weight, params: Call['params']): number {
  return typeof weight === 'number' ? weight : weight(params);
}

/** Whether a call asks for the time of the exchange, which a signed call may be waiting for. */
function asksTime({ teaches }: AnyOperation): boolean {
  return teaches?.includes('serverTime') === true;
}
