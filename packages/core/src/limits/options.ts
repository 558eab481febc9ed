import { assertConfig } from '../errors/assert-config.js';

/** What happens to a call that would pass a limit: it waits, it is refused at once, or nothing is held back. */
export type LimitMode = 'queue' | 'throw' | 'off';

/**
 * How a client keeps to the exchange's limits. They count per address, and those on orders per account, so all clients
 * of a host in one process count together and stop together, orders by their `apiKey`; a client with a `fetch` or a clock
 * of its own counts by itself.
 */
export type LimitOptions = {
  /** @default 'queue' */
  readonly mode?: LimitMode | undefined;
  /** The share of each limit that is used, 0 to 1; the rest is left to others at this address. @default 0.9 */
  readonly ceiling?: number | undefined;
};

/** Those options, with what was not given. */
export type Limiting = { readonly mode: LimitMode; readonly ceiling: number };

/** How limits are kept to where nothing is said of it. */
export const limiting: Limiting = { mode: 'queue', ceiling: 0.9 };

/**
 * How a client keeps to limits, of what was given.
 *
 * @throws {BinanceConfigError} for what is no mode, and a ceiling out of its range.
 */
export function limitingOf(limits: LimitMode | LimitOptions = {}): Limiting {
  const given: LimitOptions = typeof limits === 'string' ? { mode: limits } : limits;
  const { mode = limiting.mode, ceiling = limiting.ceiling } = given;
  assertConfig(/^(?:queue|throw|off)$/.test(mode), `limits: ${mode} is none`);
  assertConfig(ceiling > 0 && ceiling <= 1, `limits: ceiling ${ceiling} is not between 0 and 1`);
  return { mode, ceiling };
}
