import type { Watch } from '../events/watch.js';
import type { Limiter } from '../limits/limiter.js';
import type { Clock } from '../platform/clock.js';
import type { Environment } from '../platform/environment.js';
import type { Logger } from '../platform/logger.js';
import type { Random } from '../platform/random.js';
import type { Credentials } from '../signing/credentials.js';
import type { ServerTime } from '../signing/server-time.js';

/** What a client shares with its transports and with the packages built on it. */
export type ClientContext = {
  /** The exchange that the client calls. */
  readonly environment: Environment;
  /** The source of time, and of the client's timers. */
  readonly clock: Clock;
  /** The source of randomness: client order ids and delays. */
  readonly random: Random;
  /** Sends the requests. */
  readonly fetch: typeof globalThis.fetch;
  /** Receives the messages of the client. */
  readonly logger: Logger;
  /** Set by `withEvents`. */
  watch?: Watch | undefined;
  /** The API key and its signer; undefined in a client of public data. */
  readonly credentials: Credentials | undefined;
  /** The exchange's clock, as measured by the client. */
  readonly serverTime: ServerTime;
  /** Shared by all clients of one REST origin in this process: the exchange counts per IP address, orders per account. */
  readonly limiter: Limiter;
  /** Default `recvWindow` in ms; undefined leaves the default of the exchange, 5000. */
  readonly recvWindow: number | undefined;
  /** Unit of the times in answers and in the parameters of the client. */
  readonly timeUnit: 'millisecond' | 'microsecond';
};
