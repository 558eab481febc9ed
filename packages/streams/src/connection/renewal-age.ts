import type { Random } from '@pkg/core';

const HOUR = 3_600_000;
/** The age at which a connection is renewed at the latest, in ms. The exchange cuts a connection after 24 hours. */
const MAX_AGE = 23 * HOUR;

/**
 * Sets when a connection is renewed. A renewal replaces the connection with a new one before the exchange closes it.
 */
export type RenewalOptions = {
  /**
   * Age at which a connection is renewed at the latest, ms. Values above the default have no effect. @default 23 hours
   */
  readonly after?: number | undefined;
  /** The upper limit of the random time that is subtracted from `after`, in ms. @default 30 minutes */
  readonly jitter?: number | undefined;
  /** Called before a renewal, which waits until the returned promise resolves. @default none */
  readonly before?: (() => void | Promise<void>) | undefined;
};

/** Returns the random age at which the next renewal of a connection starts, in ms. */
export function renewalAge(options: RenewalOptions | undefined, random: Pick<Random, 'next'>): number {
  const { after = MAX_AGE, jitter = 0.5 * HOUR } = options ?? {};
  return Math.min(after - random.next() * jitter || MAX_AGE, MAX_AGE);
}
