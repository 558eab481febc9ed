import type { Clock, FleetEvent, Logger } from '@pkg/core';
import { BinanceConfigError } from '@pkg/core/errors';

/** Options of {@link redisLimits}. */
export type RedisLimitsOptions = {
  /**
   * A name for the IP address from which the processes send requests: 1 to 100 letters, digits, or `_ . : -`. All
   * processes behind the address must use the same name. The name is needed because a process does not know its public
   * address.
   */
  readonly group: string;
  /**
   * The share of each limit that the reads of all processes may use together: above 0, up to 1. It replaces
   * `limits.ceiling`. Orders, cancels and other writes may use 97 % of each limit, or `ceiling` if that is more.
   * @default 0.95
   */
  readonly ceiling?: number | undefined;
  /**
   * How many processes are behind the IP address. This assumption is used only until Redis has been reached. Without
   * Redis, each process uses only its own share of the limits.
   * @default 8
   */
  readonly members?: number | undefined;
  /**
   * How long a call waits for Redis, in ms: above 0, up to 50. After that, this process continues without Redis.
   * @default 50
   */
  readonly timeout?: number | undefined;
  /**
   * How long a process may fail to report to Redis, in ms: from 1000 to 60000. After that, it no longer counts as one
   * of the processes that share the limits, and its leases end.
   * @default 5000
   */
  readonly memberTimeout?: number | undefined;
  /** Receives an event when this process continues without Redis, and when it shares the limits again. @default none */
  readonly onStatus?: ((event: FleetEvent) => void) | undefined;
  /**
   * Receives a `warn` message when this process continues without Redis, and a `debug` message when it shares the
   * limits again. @default none
   */
  readonly logger?: Logger | undefined;
  /** The clock for timeouts and delays of the requests to Redis. @default the clock of this machine */
  readonly clock?: Clock | undefined;
};

/** The options that {@link resolveOptions} has checked, with all defaults applied. */
export type ResolvedOptions = Required<Pick<RedisLimitsOptions, 'group'>> & {
  readonly ceiling: number;
  readonly members: number;
  readonly timeout: number;
  readonly memberTimeout: number;
};

/**
 * Applies the defaults to the options.
 *
 * @throws {BinanceConfigError} if an option is out of range.
 */
export function resolveOptions(options: RedisLimitsOptions): ResolvedOptions {
  const {
    group,
    ceiling = 0.95,
    members = 8,
    timeout = 50,
    memberTimeout = 5000,
  } = Object(options) as RedisLimitsOptions;
  const isName = typeof group === 'string' && /^[\w.:-]{1,100}$/.test(group);
  check(isName, 'group', '1 to 100 letters, digits or _ . : -', group);
  check(isNumber(ceiling) && ceiling > 0 && ceiling <= 1, 'ceiling', 'a number above 0 and up to 1', ceiling);
  check(Number.isSafeInteger(members) && members > 0, 'members', 'a whole number above 0', members);
  check(isNumber(timeout) && timeout > 0 && timeout <= 50, 'timeout', 'a number of ms above 0 and up to 50', timeout);
  const isLegal = isNumber(memberTimeout) && memberTimeout >= 1000 && memberTimeout <= 60_000;
  check(isLegal, 'memberTimeout', 'a number of ms from 1000 to 60000', memberTimeout);
  const { onStatus } = Object(options) as RedisLimitsOptions;
  check(onStatus === undefined || typeof onStatus === 'function', 'onStatus', 'a function', onStatus);
  return { group, ceiling, members, timeout, memberTimeout };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function check(isLegal: boolean, name: string, expected: string, value: unknown): void {
  if (isLegal) return;
  const got = typeof value === 'string' ? `'${value}'` : String(value);
  throw new BinanceConfigError(`redisLimits: ${name}: expected ${expected}, got ${got}`);
}
