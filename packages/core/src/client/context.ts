import type { Watch } from '../events/watch.js';
import type { Limiter } from '../limits/limiter.js';
import type { Clock } from '../platform/clock.js';
import type { Environment } from '../platform/environment.js';
import type { Logger } from '../platform/logger.js';
import type { Random } from '../platform/random.js';
import type { Credentials } from '../signing/credentials.js';
import type { ServerTime } from '../signing/server-time.js';

/** The objects and settings that a client shares with its transports and with the packages that extend it. */
export type ClientContext = {
  /** The exchange that the client calls. */
  readonly environment: Environment;
  /** The clock. It also provides the client's timers. */
  readonly clock: Clock;
  /** The source of randomness for client order ids and delays. */
  readonly random: Random;
  /** The function that sends REST requests. */
  readonly fetch: typeof globalThis.fetch;
  /** Receives the messages of the client. */
  readonly logger: Logger;
  /** Receives the events of each call, such as a retry. Set by `withEvents`. */
  watch?: Watch | undefined;
  /** The API key and its signer; undefined in a client without a key. */
  readonly credentials: Credentials | undefined;
  /** The exchange's clock, as measured by the client. */
  readonly serverTime: ServerTime;
  /**
   * Keeps calls within the rate limits. All clients of the same exchange in this process share one limiter, because the
   * exchange counts requests per IP address and orders per account. The six host names of Binance's live exchange count
   * as one exchange. A client with its own `fetch` or `clock` has its own limiter.
   */
  readonly limiter: Limiter;
  /** Default `recvWindow` in ms. If undefined, the exchange uses its own default, 5000. */
  readonly recvWindow: number | undefined;
  /** Unit of the times in answers and in the parameters of the client. */
  readonly timeUnit: 'millisecond' | 'microsecond';
};
