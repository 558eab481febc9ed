import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import type { ClientContext } from '../client/context.js';
import { createContext } from '../client/options.js';
import {
  BinanceApiError,
  BinanceConfigError,
  BinanceError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from '../errors/index.js';
import { defaultLimitOptions } from '../limits/options.js';
import type { Reply } from '../operations/call.js';
import { createOrder, getExchangeInfo } from '../operations/index.js';
import type { Transport } from '../transports/transport.js';
import { type CallGuard, Pipeline } from './pipeline.js';

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };
const request = { operation: 'other', method: 'GET', path: '/' };
const accepted: Reply = { status: 200, data: { orderId: 1, rateLimits: [{}] }, rateLimits: [] };
const refusal = (status: number, code: number): Reply => ({ status, data: { code, msg: 'no' }, rateLimits: [] });

/**
 * Throws `thrown` at one step of a call, to simulate a fault in the code of that step. A step is a read of a property
 * or a call of a method, on an object that `watch` returned. Counting starts when the transport gets the request.
 */
class Saboteur {
  /** The number of the step that throws; 0 is the first step. */
  readonly #step: number;
  readonly #thrown: unknown;
  steps = 0;
  isArmed = false;

  constructor(step: number, thrown: unknown) {
    this.#step = step;
    this.#thrown = thrown;
  }

  /** Returns the object as a proxy: each read of a property and each call of a method is a step. */
  watch<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (from, key) => {
        if (key === 'then') return undefined;
        this.pass();
        const value: unknown = Reflect.get(from, key, from);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          this.pass();
          const result: unknown = value.apply(from, args);
          // A permit of the limiter is a function. Its invocation is also a step of the call, so it is watched too.
          return typeof result === 'function' ? this.#watchCall(result as () => unknown) : result;
        };
      },
    });
  }

  #watchCall(call: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
    return (...args) => {
      this.pass();
      return call(...args);
    };
  }

  pass(): void {
    if (this.isArmed && this.steps++ === this.#step) throw this.#thrown;
  }
}

type Run = { readonly settled: PromiseSettledResult<unknown>; readonly saboteur: Saboteur; readonly sends: number };

/**
 * Makes one call, to which the exchange replies with `replies`. The {@link Saboteur} throws `thrown` at the step with
 * the number `step`, counted from the first request.
 */
async function run(
  operation: typeof createOrder | typeof getExchangeInfo,
  replies: readonly unknown[],
  step: number,
  thrown: unknown,
): Promise<Run> {
  const saboteur = new Saboteur(step, thrown);
  const clock = new ManualClock();
  const plain = createContext({ apiKey: 'key', signer: () => 's', clock, limits: 'queue' }, async () => clock.now());
  await plain.serverTime.timestamp();
  const context: ClientContext = {
    ...plain,
    clock: saboteur.watch<ClientContext['clock']>(clock),
    limiter: saboteur.watch(plain.limiter),
    logger: saboteur.watch({ debug: () => undefined, warn: () => undefined }),
    random: saboteur.watch(plain.random),
    serverTime: saboteur.watch(plain.serverTime),
  };
  const guard: CallGuard = { check: () => undefined, answered: () => undefined, refused: () => undefined };
  let sends = 0;
  const transport: Transport = {
    kind: 'scripted',
    send: async () => {
      saboteur.isArmed = true;
      const reply = replies[Math.min(sends++, replies.length - 1)];
      if (reply instanceof Error) throw reply;
      return saboteur.watch(reply as Reply);
    },
    close: () => undefined,
  };
  const options = { limits: defaultLimitOptions, timeout: 10_000, guard: saboteur.watch(guard) };
  const pipeline = new Pipeline(context, transport, options);
  const params = operation === createOrder ? order : {};
  const [settled] = await clock.run(Promise.allSettled([pipeline.invoke('call', operation, params)]));
  return { settled, saboteur, sends };
}

const hostile = {
  get message(): string {
    throw new Error('a getter');
  },
};
const values: readonly [title: string, thrown: unknown][] = [
  ['a TypeError', new TypeError('x is not iterable')],
  ['text', 'broken'],
  ['null', null],
  ['an object whose getters throw', hostile],
  ['an error that says that nothing was sent', new BinanceTransportError('no', { request, sent: false })],
  ['an error of a connection that was refused', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
  ['an error of the options', new BinanceConfigError('no')],
];

type Outcome = 'accepted' | 'refused' | 'unknown' | 'not sent' | 'untyped';

function outcomeOf({ settled }: Run): Outcome {
  if (settled.status === 'fulfilled') return 'accepted';
  const error: unknown = settled.reason;
  if (error instanceof BinanceUnknownOutcomeError) return 'unknown';
  if (error instanceof BinanceApiError) return 'refused';
  return error instanceof BinanceError ? 'not sent' : 'untyped';
}

/**
 * What each simulated exchange does with the order, its replies, and the outcome that the client reports if no error is
 * thrown.
 */
const exchanges: readonly [title: string, replies: readonly unknown[], undisturbed: Outcome][] = [
  ['executed the order', [accepted], 'accepted'],
  ['executed the order, and replied with a list', [{ ...accepted, data: [] }], 'unknown'],
  ['executed the order, and redirected', [{ ...accepted, status: 302 }], 'unknown'],
  ['executed the order, and gave no status', [{ ...accepted, status: undefined }], 'unknown'],
  ['executed the order, and gave the status as an object', [{ ...accepted, status: { toString: 1 } }], 'unknown'],
  ['replied with nothing', [undefined], 'unknown'],
  ['lost the reply', [new Error('reset')], 'unknown'],
  ['refused the order', [refusal(400, -2010)], 'refused'],
  ['stopped all requests', [refusal(429, -1003)], 'refused'],
  ['refused without a code', [{ ...accepted, status: 400 }], 'unknown'],
  ['failed', [refusal(503, -1000)], 'unknown'],
  ['refused the timestamp, then executed the order', [refusal(400, -1021), accepted], 'accepted'],
  ['refused the timestamp, then refused the order', [refusal(400, -1021), refusal(400, -2010)], 'refused'],
  ['refused the timestamp with 500', [refusal(500, -1021), accepted], 'unknown'],
];

/**
 * Returns the outcomes that the client may report for an order if an error is thrown at any step after the order was
 * sent. A report of any other outcome would be wrong.
 */
function truths(title: string): readonly Outcome[] {
  // If the error is thrown before the second request is sent, the refusal of the first request is the true outcome.
  if (title.startsWith('refused the timestamp, then executed')) return ['accepted', 'unknown', 'refused'];
  const isRefused = /^(refused the|stopped)/.test(title) && !title.endsWith('500');
  return isRefused ? ['refused', 'unknown'] : ['accepted', 'unknown'];
}

describe.each(exchanges)('a write, when the exchange %s', (title, replies, undisturbed) => {
  it(`ends as: ${undisturbed}`, async () => {
    expect(outcomeOf(await run(createOrder, replies, Infinity, undefined))).toBe(undisturbed);
  });

  it.each(values)(
    'never ends otherwise than accepted, refused or unknown, whichever step throws %s',
    async (_, thrown) => {
      let reached = 0;
      for (let step = 0; ; step++) {
        const ended = await run(createOrder, replies, step, thrown);
        if (ended.saboteur.steps <= step) break;
        reached++;
        expect(truths(title), `step ${step}`).toContain(outcomeOf(ended));
      }
      expect(reached).toBeGreaterThan(3);
    },
  );
});

describe('a read', () => {
  it.each(values)('ends with an answer or a typed error, whichever step throws %s', async (_, thrown) => {
    const info: Reply = { ...accepted, data: { symbols: [], rateLimits: [null, 1, {}] } };
    for (const replies of [[info], [new Error('reset'), info], [refusal(503, -1000), info], [refusal(400, -1121)]]) {
      for (let step = 0; ; step++) {
        const ended = await run(getExchangeInfo, replies, step, thrown);
        if (ended.saboteur.steps <= step) break;
        expect(outcomeOf(ended), `step ${step}`).not.toBe('untyped');
      }
    }
  });

  it('error: an answer in another shape names what is wrong', async () => {
    const { settled } = await run(getExchangeInfo, [{ ...accepted, data: { timezone: 'UTC' } }], Infinity, undefined);
    expect(settled).toMatchObject({
      reason: {
        name: 'BinanceTransportError',
        message: 'call: the reply cannot be used: the answer.symbols: expected list, got undefined',
        statusCode: 200,
      },
    });
  });
});

describe('the deadline of a call', () => {
  it.each([
    ['a write', createOrder, 'unknown'],
    ['a read', getExchangeInfo, 'not sent'],
  ] as const)('ends %s whose transport never settles', async (_, operation, expected) => {
    const clock = new ManualClock();
    const context = createContext({ apiKey: 'key', signer: () => 's', clock }, async () => clock.now());
    const transport: Transport = { kind: 'dead', send: () => new Promise(() => undefined), close: () => undefined };
    const options = { limits: defaultLimitOptions, timeout: 10_000, guard: undefined };
    const pipeline = new Pipeline(context, transport, options);
    const [settled] = await clock.run(Promise.allSettled([pipeline.invoke('call', operation, order)]));
    expect(outcomeOf({ settled } as Run)).toBe(expected);
    expect(clock.monotonic()).toBe(10_000);
    expect(clock.timers.size).toBe(0);
  });
});
