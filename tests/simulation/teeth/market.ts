import type { Plant } from './plant.js';

const session = 'streams/src/market/market-session.ts';
const subscription = 'streams/src/market/stream-subscription.ts';
const merge = 'streams/src/market/stream-merge.ts';
const silence = 'streams/src/market/silence-detector.ts';
const queue = 'streams/src/events/event-queue.ts';

/**
 * Bugs that are planted into copies of the code for market streams, to check that the simulation finds them. These bugs
 * concern subscriptions, gaps, renewals, the detection of silent sockets, and the event queues of `for await` loops that
 * read too slowly.
 */
export const market: readonly Plant[] = [
  {
    name: 'not-resubscribed',
    breaks: 'Streams that were subscribed on an open connection are missing after a reconnect.',
    file: 'streams/src/market/market-connection.ts',
    find: 'const wanted = [...this.#index.keys()];',
    replace: 'const wanted = [...this.#index.keys()].slice(0, 3);',
  },
  {
    name: 'still-subscribed',
    breaks: 'A stream without consumers stays subscribed.',
    file: session,
    find: 'return [...this.#requested.keys()].filter((stream) => !this.#wanted.has(stream));',
    replace: 'return [];',
  },
  {
    name: 'old-subscribe-repeated',
    breaks: 'A request without a response is repeated with streams that are no longer wanted.',
    file: session,
    find: '.filter((stream) => this.#wanted.has(stream) ===',
    replace: '.filter((stream) => next.isRepeat || this.#wanted.has(stream) ===',
  },
  {
    name: 'shared-stream-ended',
    breaks: 'A stream ends for all consumers when one of them stops.',
    file: 'streams/src/market/market-connection.ts',
    find: 'if (consumers?.readers[0]) return;',
    replace: '',
  },
  {
    name: 'event-after-stop',
    breaks: 'A consumer that has stopped still gets events.',
    file: 'streams/src/events/consumer-list.ts',
    find: 'this.#set(this.readers.filter((each) => each !== reader));',
    replace: 'if (this.readers.length < 2) this.#set(this.readers.filter((each) => each !== reader));',
  },
  {
    name: 'gap-not-told',
    breaks: 'Events that were missed during a loss of the connection are not reported.',
    file: subscription,
    find: 'if (this.hasStarted) this.#loss ??= { from: this.lastAt, reason };',
    replace: '',
  },
  {
    name: 'gap-after-events',
    breaks: 'A gap is reported only after the events that follow it.',
    file: subscription,
    find: 'if (this.#loss) this.#notifyLoss(now);',
    replace: 'if (this.#loss) queueMicrotask(() => this.#notifyLoss(now));',
  },
  {
    name: 'events-of-ended-subscription',
    breaks: 'A stream that is wanted again starts with events of its last subscription.',
    file: 'streams/src/market/market-connection.ts',
    find: 'if (session.ending.has(subscription.stream)) return true;',
    replace: '',
  },
  {
    name: 'renewal-repeats',
    breaks: 'Events that both sockets of a renewal carry are delivered twice.',
    file: merge,
    find: 'if (position && this.#isDelivered(position, text)) return;',
    replace: '',
  },
  {
    name: 'renewal-loses',
    breaks: 'Events between the sockets of a renewal are lost.',
    file: merge,
    find: 'if (first && this.#last !== undefined && first.follows <= this.#last) this.release();',
    replace: 'if (!this.#isJoined) this.release();',
  },
  {
    name: 'renewal-without-overlap',
    breaks: 'The old socket of a renewal is closed before the new one carries the streams.',
    file: 'streams/src/market/handover.ts',
    find: 'if (now >= until) return done();',
    replace: 'return done();',
  },
  {
    name: 'held-events-dropped',
    breaks: 'Events that were held during a renewal are dropped.',
    file: merge,
    find: 'for (const event of held) this.#take(event);',
    replace: 'void held;',
  },
  {
    name: 'request-not-repeated',
    breaks: 'A SUBSCRIBE without an answer is not sent again.',
    file: session,
    find: 'this.#queue.push({ ...request, isRepeat: true });',
    replace: '',
  },
  {
    name: 'promise-of-stop-pending',
    breaks: 'The promise of a stop stays pending when the connection is lost.',
    file: session,
    find: 'for (const { timer } of this.#pending.values()) this.#clock.clearTimeout(timer);\n    this.#checkSettled();',
    replace: 'for (const { timer } of this.#pending.values()) this.#clock.clearTimeout(timer);',
  },
  {
    name: 'request-timer-kept',
    breaks: 'The timer of a request stays after its answer.',
    file: session,
    find: 'this.#pending.delete(request.id);\n    this.#clock.clearTimeout(request.timer);',
    replace: 'this.#pending.delete(request.id);',
  },
  {
    name: 'silence-not-acted-on',
    breaks: 'A connection whose streams fell silent is not renewed.',
    file: silence,
    find: 'void this.#socket.renew(',
    replace: 'String(',
  },
  {
    name: 'silence-never-patient',
    breaks: 'A quiet stream counts as silent after five seconds.',
    file: silence,
    find: 'return Math.max(least, INTERVALS * interval, PAUSES * longestPause);',
    replace: 'return Math.min(least, 4_000 + 0 * interval * longestPause);',
  },
  {
    name: 'listener-ends-others',
    breaks: 'A listener that throws keeps events from other listeners.',
    file: 'streams/src/events/consumer-list.ts',
    find: '} catch (error) {\n        report(error);\n      }\n    }\n  }\n\n  /** Calls `call`',
    replace: '} catch (error) {\n        report(error);\n        return;\n      }\n    }\n  }\n\n  /** Calls `call`',
  },
  {
    name: 'rejection-not-handled',
    breaks: 'A listener that rejects causes an unhandled rejection.',
    file: 'streams/src/events/call-listener.ts',
    find: "if (typeof promise?.then === 'function') promise.then(undefined, report);",
    replace: 'void [promise, report];',
  },
  {
    name: 'failure-not-reported',
    breaks: 'The error of a listener is not reported.',
    file: 'streams/src/events/call-listener.ts',
    find: '} catch (error) {\n    report(error);',
    replace: '} catch (error) {\n    void [error, report];',
  },
  {
    name: 'queue-unbounded',
    breaks: 'The queue of a slow reader grows without bound.',
    file: queue,
    find: 'while (this.length > this.#limit || this.#bytes > MAX_BYTES) {',
    replace: 'while (this.#bytes > MAX_BYTES) {',
  },
  {
    name: 'lag-not-told',
    breaks: 'Events that the queue of a slow reader dropped are not reported.',
    file: queue,
    find: 'this.#dropped.set(item.stream, (this.#dropped.get(item.stream) ?? 0) + 1);',
    replace: '',
  },
  {
    name: 'older-level-wins',
    breaks: 'When depth events are merged for a slow reader, the older quantity of a level counts.',
    file: 'streams/src/events/conflate.ts',
    find: 'for (const level of [...older, ...newer]) byPrice.set',
    replace: 'for (const level of [...newer, ...older]) byPrice.set',
  },
  {
    name: 'upkeep-chunk-lost',
    breaks: 'If the code that detects silence could not be loaded once, it is not loaded again.',
    file: 'streams/src/market/load-upkeep.ts',
    find: "loaded ??= await import('./upkeep.js').catch(codeNotLoaded);\n  return loaded;",
    replace:
      "const runs = (Object(globalThis).lostUpkeep ??= new WeakMap());\n  const run = Object(globalThis).simulatedLoad;\n  if (!runs.has(run)) runs.set(run, import('./upkeep.js').catch(codeNotLoaded));\n  loaded ??= await runs.get(run);\n  return loaded as Upkeep;",
  },
];
