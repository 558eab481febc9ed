import type { Random } from '@pkg/core';

/** The age at which a connection is renewed at the latest, in ms: 23 hours. The exchange cuts it after 24 hours. */
const MAX_AGE = 82_800_000;

/**
 * Sets when a connection is renewed. A renewal replaces the connection with a new one before the exchange closes it.
 */
export type RenewalOptions = {
  /**
   * Age at which a connection is renewed at the latest, ms. Values above the default have no effect. @default 23 hours
   */
  readonly after?: number | undefined;
  /**
   * The upper limit of the random time that is subtracted from `after`, in ms. Values above half of `after` count as
   * half of it. @default 30 minutes
   */
  readonly jitter?: number | undefined;
  /** Called before a renewal, which waits until the returned promise resolves. @default none */
  readonly before?: (() => void | Promise<void>) | undefined;
};

/** Returns the random age at which the next renewal of a connection starts, in ms. */
export function renewalAge(options: RenewalOptions | undefined, random: Pick<Random, 'next'>): number {
  // The default of `jitter` is 30 minutes.
  const { after = MAX_AGE, jitter = 1_800_000 } = options ?? {};
  return Math.min(after - random.next() * Math.min(jitter, after / 2) || MAX_AGE, MAX_AGE);
}
