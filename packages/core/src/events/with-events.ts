import type { ClientBase } from '../client/create-client.js';
import { redactData } from '../encoding/redact-data.js';
import { assertConfig } from '../errors/assert-config.js';
import { BinanceError, BinanceRateLimitError } from '../errors/index.js';
import type { LimitState } from '../limits/window.js';
import { type Call, requestOf } from '../operations/call.js';
import { redactorOf } from '../transports/redacting.js';
import type { AttemptEvent, CallEvent, ClientEvents } from './client-events.js';
import { Emitter, type Listener } from './emitter.js';
import type { Watch } from './watch.js';

const NAMES: { readonly [K in keyof ClientEvents]: true } = {
  request: true,
  response: true,
  retry: true,
  wait: true,
  banned: true,
  clock: true,
  fleet: true,
  connect: true,
  disconnect: true,
  renew: true,
};

/** The method with which {@link withEvents} extends a client. */
export type EventSource = {
  /**
   * Calls `listener` with each event of a name, such as `request`, `retry` or `wait`. Returns a function that removes
   * the listener. A function that is added twice is called once. Events contain no secret. A listener that throws or
   * rejects affects neither the client nor other listeners. The first failure of each listener goes to the client's
   * logger, or to the console if the logger has no `warn`.
   *
   * @throws {BinanceConfigError} if there is no event of this name, or `listener` is not a function.
   */
  on<K extends keyof ClientEvents>(name: K, listener: Listener<ClientEvents[K]>): () => void;
};

/**
 * Adds the method `on` to a client. Its listeners receive typed events of the client's calls and connections. The
 * events are the same over REST and the WebSocket API. The function changes the client and returns it.
 *
 * @example
 * const client = withEvents(createSpotClient());
 * client.on('wait', ({ operation, reason, delay }) => console.log(operation, reason, delay));
 */
export function withEvents<T extends ClientBase>(client: T): T & EventSource {
  assertConfig(client?.context, 'client', 'a client', client);
  if ('on' in client) return client as T & EventSource;
  const { context } = client;
  const { clock, limiter, logger } = context;
  const report = (error: unknown): void => (logger.warn ? logger : console).warn?.('a listener failed', { error });
  const emitter = new Emitter<ClientEvents>(NAMES, report);
  const { emit } = emitter;
  const states = new WeakMap<Call, CallState>();
  let calls = 0;

  function stateOf(call: Call): CallState {
    let state = states.get(call);
    if (!state) {
      calls += 1;
      state = { number: calls, attempt: 0, transport: '', sentAt: 0, waitsSince: undefined, waited: 0 };
      states.set(call, state);
    }
    return state;
  }

  const callEvent = (call: Call): CallEvent => ({ call: stateOf(call).number, ...requestOf(call) });
  const attemptEvent = (call: Call): AttemptEvent => {
    const { attempt, transport } = stateOf(call);
    return { ...callEvent(call), attempt, transport };
  };

  const watch: Watch = (...what) => {
    switch (what[0]) {
      case 'request': {
        const [, call, transport] = what;
        const state = stateOf(call);
        const now = clock.monotonic();
        state.attempt += 1;
        state.transport = transport;
        state.sentAt = now;
        state.waited += now - (state.waitsSince ?? now);
        state.waitsSince = undefined;
        const { waited } = state;
        emit('request', () => ({ ...attemptEvent(call), params: redactData(call.params, redactorOf(call)), waited }));
        break;
      }
      case 'response': {
        const [, call, reply, error] = what;
        const duration = clock.monotonic() - stateOf(call).sentAt;
        const shown = error instanceof BinanceError ? error : undefined;
        emit('response', () => ({ ...attemptEvent(call), duration, status: reply?.status, error: shown }));
        if (error instanceof BinanceRateLimitError && error.banned && error.sent) {
          const { until } = error;
          emit('banned', () => ({ ...callEvent(call), until, delay: until - limiter.now() }));
        }
        break;
      }
      case 'retry': {
        const [, call, delay, error] = what;
        emit('retry', () => ({ ...attemptEvent(call), delay, error: error as BinanceError }));
        break;
      }
      case 'wait': {
        const [, call, delay] = what;
        stateOf(call).waitsSince ??= clock.monotonic();
        emit('wait', () => ({ ...callEvent(call), ...reasonOf(delay) }));
        break;
      }
      default:
        // The cast is safe: `what` consists of the name of an event and the event itself.
        emit(what[0], () => what[1] as never);
    }
  };

  /** Returns the fields `reason` and `delay` of a `wait` event. The parameter `delay` is the expected wait in ms. */
  function reasonOf(delay: number): { reason: string; delay: number | undefined } {
    const { use, stoppedUntil, ordersStoppedUntil, fleet } = limiter.limitsOf(context.credentials?.apiKey);
    if (delay === 0 || delay === Infinity) {
      const shared = fleet ? ', or the store of the limits is asked' : '';
      return { reason: `other calls are sent first${shared}`, delay: undefined };
    }
    const now = limiter.now();
    const ends = (at: number | undefined): boolean => at !== undefined && Math.abs(at - now - delay) < 1;
    if (ends(stoppedUntil)) return { reason: 'the exchange accepts no request for now (429)', delay };
    if (ends(ordersStoppedUntil)) return { reason: 'the exchange accepts no new order for now (-1015)', delay };
    const [full] = use.filter(({ resetsAt }) => ends(resetsAt)).sort((a, b) => shareOf(b) - shareOf(a));
    if (!full) {
      const suspensions = [...limiter.known.address.operations.values()];
      const is403 = !fleet || suspensions.some(({ until }) => Math.abs(until - clock.monotonic() - delay) < 1);
      return {
        reason: is403
          ? 'the firewall of the exchange refused an earlier call (403)'
          : `the ${fleet.members} processes that share the limits have no room for now`,
        delay,
      };
    }
    const { count, limit, rateLimitType, intervalNum, interval } = full;
    const sharing = fleet ? `, which ${fleet.members} processes share` : '';
    return {
      reason: `${count} of ${limit} are used of the limit ${rateLimitType} per ${intervalNum} ${interval}${sharing}`,
      delay,
    };
  }

  context.watch = (...what) => {
    try {
      watch(...what);
    } catch {
      // The code that creates events reads the clock, and a clock that the caller supplied may throw. Such an error
      // must not change how a call ends.
    }
  };
  const stopWatching = limiter.stored.watch?.((event) => emit('fleet', () => ({ ...event })));
  const { close } = client;
  return Object.assign(client, {
    on: emitter.on.bind(emitter) as EventSource['on'],
    close() {
      stopWatching?.();
      close();
    },
  });
}

/** What the client records about a call for the fields of the call's events. */
type CallState = {
  readonly number: number;
  attempt: number;
  transport: string;
  /** When the last request was passed to the transport, by the monotonic clock in ms. */
  sentAt: number;
  /**
   * When the current wait for the rate limits began, by the monotonic clock in ms; undefined if the call does not wait.
   */
  waitsSince: number | undefined;
  /** How long the call has waited for the rate limits in total, in ms, without the current wait. */
  waited: number;
};

/** Returns how much of a limit is used, from 0 to 1. */
function shareOf({ count, limit = Infinity }: LimitState): number {
  return count / limit;
}
