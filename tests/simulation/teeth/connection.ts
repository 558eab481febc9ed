import type { Plant } from './plant.js';

const socket = 'streams/src/connection/reconnecting-socket.ts';
const liveness = 'streams/src/connection/liveness-monitor.ts';
const api = 'streams/src/api/api-connection.ts';

/**
 * Bugs that are planted into copies of the code for connections, to check that the simulation finds them. These bugs
 * concern reconnects, the detection of silent sockets, renewals, and the calls of the WebSocket API.
 */
export const connection: readonly Plant[] = [
  {
    name: 'no-backoff',
    breaks: 'A connection that cannot be opened is tried again without a pause.',
    file: 'streams/src/connection/backoff.ts',
    find: 'return floor + random.next() * (ceiling - floor);',
    replace: 'return 1 + 0 * (ceiling - floor) * random.next();',
  },
  {
    name: 'connecting-loss-final',
    breaks: 'A connection that is lost while it connects is never opened again.',
    file: socket,
    find: "else if (this.#state === 'open' || this.#state === 'connecting') {",
    replace: "else if (this.#state === 'open') {",
  },
  {
    name: 'old-socket-kept',
    breaks: 'The old socket stays open after a renewal.',
    file: socket,
    find: "old.drop('renewed', true);",
    replace: '',
  },
  {
    name: 'second-socket-forgotten',
    breaks: 'If the old socket is lost during a renewal, the new one is not used.',
    file: socket,
    find: 'this.#current = next;\n      this.#stopTimers();',
    replace: 'this.#stopTimers();',
  },
  {
    name: 'renewal-fails-once',
    breaks: 'A renewal whose new socket fails is not tried again.',
    file: socket,
    find: "if (this.#state === 'open') this.#openNext();",
    replace: '',
  },
  {
    name: 'shutdown-ignored',
    breaks: 'The announced shutdown of the exchange is ignored.',
    file: socket,
    find: "if (socket === this.#current && this.#state === 'open') void this.renew(reason);",
    replace: "if (socket === this.#current && this.#state === 'idle') void this.renew(reason);",
  },
  {
    name: 'age-ignored',
    breaks: 'Connections are not renewed before the exchange cuts them.',
    file: socket,
    find: "this.#renewalTimer = clock.setTimeout(() => void this.renew(endsBecause ?? 'renewed by age'), wait);",
    replace: 'void wait;',
  },
  {
    name: 'renewal-timer-kept',
    breaks: 'The timer of the next renewal stays when the connection is closed.',
    file: socket,
    find: 'clock.clearTimeout(this.#renewalTimer);\n    clock.clearTimeout(this.#retryTimer);',
    replace: 'clock.clearTimeout(this.#retryTimer);',
  },
  {
    name: 'probe-never-answered',
    breaks: 'A socket counts as dead although its probe was answered.',
    file: liveness,
    find: 'time.monotonic > this.#queuedUntil) this.#probedAt = undefined;',
    replace: 'time.monotonic > this.#queuedUntil) return;',
  },
  {
    name: 'dead-socket-kept',
    breaks: 'A socket that answers no probe is not given up.',
    file: liveness,
    find: 'this.#handlers.dead(',
    replace: 'this.#probe(ANSWER_WITHIN, false);\n      String(',
  },
  {
    name: 'never-probed',
    breaks: 'A silent socket is not probed.',
    file: liveness,
    find: 'this.#startTimer(this.#limit);\n  }\n\n  /** Called when',
    replace: '}\n\n  /** Called when',
  },
  {
    name: 'late-timer-kills',
    breaks: 'A timer that fires late, because the machine was busy, counts as a probe without an answer.',
    file: liveness,
    find: 'delay > TIMER_TOLERANCE || !this.#probedAt',
    replace: '!this.#probedAt',
  },
  {
    name: 'connect-timer-kept',
    breaks: 'The time limit of connecting stays in force after the socket has opened.',
    file: 'streams/src/connection/session-socket.ts',
    find: 'if (!socket) return;\n    clock.clearTimeout(this.#timer);',
    replace: 'if (!socket) return;',
  },
  {
    name: 'bad-frame-ends-connection',
    breaks: 'A frame that cannot be read ends the connection.',
    file: 'streams/src/connection/session-socket.ts',
    find: '} catch (error) {\n            dropped(error);',
    replace: "} catch (error) {\n            events.lost('bad frame');\n            dropped(error);",
  },
  {
    name: 'frames-not-throttled',
    breaks: 'More than five frames a second are sent over a connection of market streams.',
    file: 'streams/src/connection/frame-throttle.ts',
    find: 'const FRAMES_PER_SECOND = 4;',
    replace: 'const FRAMES_PER_SECOND = 40;',
  },
  {
    name: 'answered-frames-not-counted',
    breaks: 'Frames that were answered do not count towards the frames of a second.',
    file: 'streams/src/market/market-session.ts',
    find: 'this.#clock.clearTimeout(request.timer);\n    this.#throttle.count();',
    replace: 'this.#clock.clearTimeout(request.timer);',
  },
  {
    name: 'api-lost-not-sent',
    breaks: 'A call over the WebSocket API whose socket was lost is reported as not sent.',
    file: api,
    find: 'reject(failedCall(call, message, true));',
    replace: 'reject(failedCall(call, message, false));',
  },
  {
    name: 'api-abort-not-sent',
    breaks: 'A call over the WebSocket API that was aborted is reported as not sent.',
    file: api,
    find: 'reject(transportError(call, signal?.reason, true));',
    replace: 'reject(transportError(call, signal?.reason, false));',
  },
  {
    name: 'api-calls-not-failed',
    breaks: 'Calls over the WebSocket API do not end when their socket is lost.',
    file: 'streams/src/api/api-session.ts',
    find: 'for (const request of requests) request.lost?.(reason);',
    replace: 'void requests;',
  },
  {
    name: 'api-waiting-forever',
    breaks: 'Calls that wait for a connection are not sent when it is open.',
    file: api,
    find: 'this.#wasOpen = true;\n      this.#releaseWaiting();',
    replace: 'this.#wasOpen = true;',
  },
  {
    name: 'log-on-not-repeated',
    breaks: 'A new connection sends calls of a logged-on key without a signature, although it has not logged on.',
    file: api,
    find: 'void this.#logOn.repeat(session).then(ready);',
    replace: 'session.loggedOnKey = this.session?.loggedOnKey ?? session.loggedOnKey;\n        ready();',
  },
  {
    name: 'logged-on-for-good',
    breaks: 'After a log-out, calls are still sent without a signature.',
    file: 'streams/src/api/log-on.ts',
    find: "call.operation.session === 'starts' ? context : undefined;",
    replace: 'context;',
  },
  {
    name: 'log-on-of-old-answer',
    breaks: 'While a log-on or log-out is under way, calls are sent as if it had ended.',
    file: api,
    find: 'if (call.operation.session) Object.assign(session, { loggedOnKey: undefined, lastLogOn: call });',
    replace: 'if (call.operation.session) Object.assign(session, { lastLogOn: call });',
  },
  {
    name: 'api-signed-for-old-session',
    breaks: 'A call is signed without its API key.',
    file: api,
    find: 'signParams({ ...params, apiKey }, credentials,',
    replace: 'signParams({ ...params }, credentials,',
  },
  {
    name: 'wake-without-probe',
    breaks: 'After a sleep the sockets are not probed.',
    file: liveness,
    find: 'this.#probe(ANSWER_AFTER_WAKE, this.#silence >= FRESH);',
    replace: '',
  },
];
