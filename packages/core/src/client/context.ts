import type { Limiter } from '../limits/limiter.js';
import type { Call } from '../operations/operation.js';
import type { SignedPart } from '../parts/parts.js';
import type { Clock } from '../platform/clock.js';
import type { Environment } from '../platform/environment.js';
import type { Random } from '../platform/random.js';
import type { Credentials } from '../signing/credentials.js';

/** Receives what the library has to say. Never given a secret, a signature or a signed address. */
export type Logger = {
  debug?(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn?(message: string, details?: Readonly<Record<string, unknown>>): void;
};

/** The exchange's time as the client knows it. */
export interface ServerTime {
  /**
   * The stamp for a request made now, in whole ms of the exchange's clock; never goes back. Measures first when it must,
   * and says of the call, where one is given, that it was not sent when that fails.
   */
  timestamp(call?: Call): number | Promise<number>;
  /** Measures again at the next stamp: after -1021, a wake or a jump of the wall clock. */
  invalidate(): void;
  /** Exchange time minus local monotonic time in ms, or undefined while it is unknown. */
  readonly offset: number | undefined;
}

/** What a client shares with its transports and with the packages built on it. */
export type ClientContext = {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof globalThis.fetch;
  readonly logger: Logger;
  /** The API key with its signer; undefined for a client of public data. */
  readonly credentials: Credentials | undefined;
  readonly serverTime: ServerTime;
  /** Shared by all clients of one exchange in this process: it counts per address, orders per account. */
  readonly limiter: Limiter;
  /** Default `recvWindow` in ms; undefined leaves the exchange's 5000. */
  readonly recvWindow: number | undefined;
  readonly timeUnit: 'millisecond' | 'microsecond';
  /** Code that reading public data does not need; a page loads it before the first call that does. */
  readonly signedPart: SignedPart;
};
