import { assertConfig } from '../errors/assert-config.js';
import { assertMs, assertOneOf } from '../errors/assert-option.js';
import { memoryStore } from '../limits/memory-store.js';
import type { LimitMode, LimitOptions } from '../limits/options.js';
import { sharedLimiter } from '../limits/shared-limiter.js';
import type { Clock } from '../platform/clock.js';
import { checkEnvironment, type Environment } from '../platform/environment.js';
import { type Logger, safeLogger } from '../platform/logger.js';
import { liveEnvironment } from '../platform/public-environments.js';
import { type Random, systemRandom } from '../platform/random.js';
import { systemClock } from '../platform/system-clock.js';
import { loadRefusalDetails } from '../request/load-refusal-details.js';
import { Credentials } from '../signing/credentials.js';
import { isSecret, LEGAL_SECRET, privateKeyMaterial, secretMaterial } from '../signing/key-material.js';
import { lazyServerTime, lazySigner } from '../signing/lazy-signing.js';
import { loadSigning } from '../signing/load-signing.js';
import { LEGAL_CREDENTIALS, type Signer, type SignFunction, type SigningKey } from '../signing/signer-types.js';
import type { TransportFactory } from '../transports/transport.js';
import type { ClientContext } from './context.js';
import { warnOfSecret } from './warn-of-secret.js';

/** Options of a client. A client without options reads the public data of the live exchange. */
export type ClientOptions = {
  /**
   * The API key. Give it together with `apiSecret`, `privateKey` or `signer`. @default none; without a key the client
   * reads public data only
   */
  readonly apiKey?: string | undefined;
  /**
   * Secret of an HMAC key. Give exactly one of `apiSecret`, `privateKey` and `signer`. In a web page every script can
   * read the secret, and the key cannot be restricted to the IP addresses of all visitors. So in a page use only a key
   * without the permission to trade, or a `signer` that requests signatures from your server. No key should have the
   * permission to withdraw. @default none
   */
  readonly apiSecret?: string | undefined;
  /** Private RSA or Ed25519 key: PKCS#8 in PEM, or a `CryptoKey`. @default none */
  readonly privateKey?: string | SigningKey | undefined;
  /** Signs with a key that is stored elsewhere, such as in a vault. @default none */
  readonly signer?: Signer | SignFunction | undefined;
  /** The exchange that the client calls. @default environments.live */
  readonly environment?: Environment | undefined;
  /** The transport that sends the calls. @default rest() */
  readonly transport?: TransportFactory | undefined;
  /**
   * How long after its timestamp a request may still be accepted, in ms, up to 60000. @default 5000, set by the
   * exchange
   */
  readonly recvWindow?: number | undefined;
  /**
   * How long a call may take, in ms, including retries. The time that a call waits for a permit of the rate limits does
   * not count: see `limits.maxWait`. @default 10000
   */
  readonly timeout?: number | undefined;
  /**
   * Unit of the times in answers. In a web page, microseconds work over the WebSocket API only. @default 'millisecond'
   */
  readonly timeUnit?: 'millisecond' | 'microsecond' | undefined;
  /**
   * The largest difference between the exchange's time and the clock of this machine that the client accepts, in ms, up
   * to Infinity. Signed calls fail if the difference is larger. @default `maxClockOffset` of the option `environment`,
   * or 86400000, a day
   */
  readonly maxClockOffset?: number | undefined;
  /** What the client does with a call that would exceed a rate limit of the exchange. @default 'queue' */
  readonly limits?: LimitMode | LimitOptions | undefined;
  /** `true` turns off the warning about a secret in a web page or in a worker that belongs to one. @default false */
  readonly secretInPage?: boolean | undefined;
  /** The clock. It also provides all timers. @default the clock of this machine */
  readonly clock?: Clock | undefined;
  /** The source of randomness for client order ids and delays between retries. @default that of the platform */
  readonly random?: Random | undefined;
  /** The function that sends REST requests. @default `fetch` of the option `environment`, or `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Receives the messages of the client. @default none; without a logger only the warning about a secret in a web page
   * is logged, to the console
   */
  readonly logger?: Logger | undefined;
};

/** Creates the context of a client from its options. `askTime` requests the exchange's time, in ms. */
export function createContext(options: ClientOptions, askTime: () => Promise<unknown>): ClientContext {
  const { clock = systemClock, random = systemRandom, recvWindow, timeUnit = 'millisecond' } = options;
  const logger = safeLogger(options.logger ?? {});
  assertMs('recvWindow', recvWindow, 60_000);
  assertOneOf('timeUnit', timeUnit, ['millisecond', 'microsecond']);
  const environment = checkEnvironment(options.environment ?? liveEnvironment);
  const maxClockOffset = options.maxClockOffset ?? environment.maxClockOffset;
  const ownFetch = options.fetch ?? environment.fetch;
  // By default, a client with its own `fetch` or `clock` has its own limiter. Its requests may come from another IP
  // address, or its clock may differ from the real time.
  const isAlone = ownFetch !== undefined || clock !== systemClock;
  const { store = isAlone ? { ...memoryStore } : memoryStore } = Object(options.limits) as LimitOptions;
  assertConfig(store?.open, 'limits.store', 'a LimitStore', store);
  const limiter = sharedLimiter(environment.rest || environment.wsApi, clock, store);
  assertMs('maxClockOffset', maxClockOffset);
  const serverTime = lazyServerTime(clock, askTime, {
    maxOffset: maxClockOffset,
    logger,
    measured: (offset) => {
      // Clients that share a limiter use the time that one of them has measured last. A client that measured it before
      // may be closed by now, and the machine may have slept since then.
      limiter.time = serverTime;
      context.watch?.('clock', { offset });
    },
  });
  const credentials = credentialsOf(options);
  // Starts to load the code for signed calls and for refusals, which calls will need soon. If loading fails, the code
  // is loaded again when it is needed.
  const loading = Promise.allSettled([loadRefusalDetails(), credentials && loadSigning()]);
  clock.hold?.(loading);
  const context: ClientContext = {
    environment,
    clock,
    random,
    recvWindow,
    timeUnit,
    logger,
    fetch: ownFetch ?? ((input, init) => globalThis.fetch(input, init)),
    credentials,
    serverTime,
    limiter,
  };
  return context;
}

function credentialsOf({ apiKey, apiSecret, privateKey, signer, ...options }: ClientOptions): Credentials | undefined {
  const keys = { apiKey, apiSecret, privateKey, signer };
  if (Object.values(keys).every((key) => key === undefined)) return undefined;
  const given = Object.entries(keys).flatMap(([name, key]) => (key ? name : []));
  const isComplete = apiKey && given.length === 2;
  assertConfig(isComplete, 'apiKey', LEGAL_CREDENTIALS, given.join(', '));
  assertConfig(typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey), 'apiKey', 'printable ASCII without spaces');
  if (signer) {
    const own = typeof signer === 'function' ? { sign: signer } : signer;
    assertConfig(own.sign, 'signer', 'a function or an object with a sign function');
    return new Credentials({ text: apiKey }, own);
  }
  if (apiSecret) {
    assertConfig(isSecret(apiSecret), 'apiSecret', LEGAL_SECRET);
  }
  const material = apiSecret ? secretMaterial(apiSecret) : privateKeyMaterial(privateKey as string | SigningKey);
  const { secretInPage, logger = console } = options;
  if (!secretInPage && typeof privateKey !== 'object') warnOfSecret(safeLogger(logger));
  return new Credentials({ text: apiKey }, lazySigner(material));
}
