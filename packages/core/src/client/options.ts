import { systemClock } from '#clock';
import { demand } from '../errors/demand.js';
import { Limiter } from '../limits/limiter.js';
import type { LimitMode, LimitOptions } from '../limits/options.js';
import type { TransportFactory } from '../operations/operation.js';
import { lateServerTime, lateSigner } from '../parts/late.js';
import type { SignedPart } from '../parts/parts.js';
import type { Clock } from '../platform/clock.js';
import { checkEnvironment, type Environment, liveEnvironment } from '../platform/environment.js';
import { type Random, systemRandom } from '../platform/random.js';
import { Credentials } from '../signing/credentials.js';
import { privateKeyMaterial, secretMaterial } from '../signing/key-material.js';
import type { Signer, SignFunction, SigningKey } from '../signing/signer.js';
import type { ClientContext, Logger } from './context.js';

/** Options of a client. With none, it reads the live market's public data. */
export type ClientOptions = {
  readonly apiKey?: string | undefined;
  /**
   * Secret of an HMAC key. Give one of `apiSecret`, `privateKey` and `signer`. In a web page, whatever else runs there
   * can read it, and a key cannot be bound to the addresses of all who visit: use a key that may only read, or a `signer`
   * that asks a server of yours.
   */
  readonly apiSecret?: string | undefined;
  /** RSA or Ed25519 key: PKCS#8 in PEM, or a `CryptoKey`. */
  readonly privateKey?: string | SigningKey | undefined;
  /** Signs elsewhere, where the key lives. */
  readonly signer?: Signer | SignFunction | undefined;
  /** @default environments.live */
  readonly environment?: Environment | undefined;
  /** @default rest() */
  readonly transport?: TransportFactory | undefined;
  /** How long after its timestamp a request may still be accepted, in ms, up to 60000. @default 5000, by the exchange */
  readonly recvWindow?: number | undefined;
  /** Deadline of a call in ms, waiting and repeats included. @default 10000 */
  readonly timeout?: number | undefined;
  /** Unit of the times in answers. From a web page, microseconds work over the WebSocket API only. @default 'millisecond' */
  readonly timeUnit?: 'millisecond' | 'microsecond' | undefined;
  /** What happens at the exchange's limits. @default 'queue' */
  readonly limits?: LimitMode | LimitOptions | undefined;
  /** `true`: a secret in this page is meant to be there, and is not warned of. @default false */
  readonly secretInPage?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** @default none; only the warning of a secret in a web page then goes to the console */
  readonly logger?: Logger | undefined;
};

/** The context of a client with these options. `askTime` asks the exchange for its time, in ms. */
export function createContext(
  options: ClientOptions,
  signedPart: SignedPart,
  askTime: () => Promise<number>,
): ClientContext {
  const { clock = systemClock, random = systemRandom, recvWindow, timeUnit = 'millisecond', logger = {} } = options;
  demand(
    recvWindow === undefined || (recvWindow > 0 && recvWindow <= 60_000),
    `recvWindow: ${recvWindow} is not between 0 and 60000 ms`,
  );
  demand(/^mi(?:lli|cro)second$/.test(timeUnit), `timeUnit: ${timeUnit} is none`);
  const environment = checkEnvironment(options.environment ?? liveEnvironment);
  const own = options.fetch ?? environment.fetch;
  const limiter = limiterFor(environment.rest, clock, own !== undefined);
  const serverTime = lateServerTime(signedPart, clock, askTime);
  const credentials = credentialsOf(options, signedPart);
  // Of all clients of a host, one that signs knows the time.
  if (!limiter.time || (credentials && limiter.time.offset === undefined)) limiter.time = serverTime;
  return {
    environment,
    clock,
    random,
    recvWindow,
    timeUnit,
    logger,
    fetch: own ?? ((input, init) => globalThis.fetch(input, init)),
    credentials,
    serverTime,
    limiter,
    signedPart,
  };
}

const shared = new Map<string, Limiter>();

/** The exchange counts per address, so all clients of a host share a limiter, except where `fetch` or time are their own. */
function limiterFor(host: string, clock: Clock, own: boolean): Limiter {
  const known = own || clock !== systemClock ? undefined : shared.get(host);
  const limiter = known ?? new Limiter(clock);
  if (!own && clock === systemClock) shared.set(host, limiter);
  return limiter;
}

function credentialsOf(
  { apiKey, apiSecret, privateKey, signer, secretInPage, logger = console }: ClientOptions,
  part: SignedPart,
): Credentials | undefined {
  const keys = { apiKey, apiSecret, privateKey, signer };
  if (Object.values(keys).every((key) => key === undefined)) return undefined;
  const given = Object.entries(keys).flatMap(([name, key]) => (key ? name : []));
  const one = 'apiKey: give one, with exactly one of apiSecret, privateKey, signer';
  demand(apiKey && given.length === 2, `${one}; given: ${given.join(', ') || 'nothing'}`);
  demand(/^[\x21-\x7e]+$/.test(apiKey), 'apiKey: holds a space, a line break or the like');
  if (apiSecret) {
    demand(apiSecret === String(apiSecret).trim(), 'apiSecret: begins or ends with a space or a line break');
  }
  const warn = secretInPage || typeof privateKey === 'object' ? undefined : logger;
  const material = apiSecret ? secretMaterial(apiSecret) : privateKey && privateKeyMaterial(privateKey);
  if (material) return new Credentials(apiKey, lateSigner(part, material, warn));
  // One of the three was given, and this is left.
  const own = typeof signer === 'function' ? { sign: signer } : (signer as Signer);
  demand(own.sign, 'signer: not a function');
  return new Credentials(apiKey, own);
}
