import type { Plant } from './plant.js';

const limiter = 'core/src/limits/limiter.ts';
const window = 'core/src/limits/window.ts';
const serverTime = 'core/src/signing/server-time.ts';

/**
 * Bugs that are planted into copies of core, to check that the simulation finds them. These bugs concern the rate limits
 * and the measurement of the exchange's time.
 */
export const limits: readonly Plant[] = [
  {
    name: 'stop-ignored',
    breaks: 'A reply with status 429 does not stop other requests.',
    file: 'core/src/limits/suspension.ts',
    find: 'if (status !== 429 && status !== 418 &&',
    replace: 'if (status !== 418 &&',
  },
  {
    name: 'shorter-stop-wins',
    breaks: 'A shorter stop that arrives after a longer one replaces it.',
    file: 'core/src/limits/limit-scope.ts',
    find: 'else if (suspension.until > this.suspension.until) this.suspension',
    replace: 'else this.suspension',
  },
  {
    name: 'retry-after-in-ms',
    breaks: 'The seconds of Retry-After are read as milliseconds.',
    file: 'core/src/limits/headers.ts',
    find: 'return seconds * 1000;',
    replace: 'return seconds;',
  },
  {
    name: 'no-probing',
    breaks: 'After a 429 all waiting calls are sent at once.',
    file: limiter,
    find: 'this.#inFlight.probe();',
    replace: '',
  },
  {
    name: 'in-flight-forever',
    breaks: 'Calls that have ended still count as calls in flight.',
    file: 'core/src/limits/in-flight.ts',
    find: 'const wasInFlight = removeFrom(this.#granted, call);',
    replace: 'const wasInFlight = this.#granted !== undefined && call !== undefined;',
  },
  {
    name: 'weight-kept',
    breaks: 'The weight that was reserved for a call is never given back.',
    file: limiter,
    find: 'window.reserve(-reserved);',
    replace: '',
  },
  {
    name: 'count-older-reply',
    breaks: 'An older reply lowers the used weight.',
    file: window,
    find: 'if (sentAt >= this.#reportedAt || count > this.#count) {',
    replace: 'if (sentAt > 0) {',
  },
  {
    name: 'count-ignored',
    breaks: 'The use that the exchange reports is ignored, and no call is counted.',
    file: window,
    find: 'if (this.#enter(now, sentAt)) return;',
    replace: 'if (now > 0 || this.#enter(now, sentAt)) return;',
  },
  {
    name: 'late-replies-counted-twice',
    breaks: 'Calls sent near the start of a window are counted twice if their replies come after a newer count.',
    file: window,
    find: '(!this.#enter(now, sentAt) || count <= this.#count - this.#added)',
    replace: '!this.#enter(now, sentAt)',
  },
  {
    name: 'window-never-ends',
    breaks: 'The count of a window stays when the next window begins.',
    file: window,
    find: 'this.#count = this.#added = 0;\n      this.#index += passed;',
    replace: 'this.#index += passed;',
  },
  {
    name: 'window-by-machine-clock',
    breaks: 'Windows of limits follow the clock of the machine.',
    file: limiter,
    find: 'return offset === undefined ? this.#clock.now() : this.#clock.monotonic() + offset;',
    replace: 'return offset === Infinity ? 0 : this.#clock.now();',
  },
  {
    name: 'writes-stop-at-ceiling',
    breaks: 'Writes stop at the ceiling that is meant for reads.',
    file: limiter,
    find: 'rank >= FIRST_RANK_BELOW_CEILING ? options.ceiling : 1,',
    replace: 'options.ceiling,',
  },
  {
    name: 'no-ceiling-at-all',
    breaks: 'Calls are sent although the limit is used up.',
    file: window,
    find: '(this.limit ?? Infinity) * share ? 0',
    replace: 'Infinity + share ? 0',
  },
  {
    name: 'order-limit-unknown',
    breaks: 'The limit of new orders is not kept.',
    file: 'core/src/limits/cost.ts',
    find: 'ORDERS: operation.orders ?? 0',
    replace: 'ORDERS: 0',
  },
  {
    name: 'queue-not-flushed',
    breaks: 'Waiting calls are not sent when another call ends.',
    file: limiter,
    find: 'this.wake();\n    };\n    const inFlight',
    replace: '};\n    const inFlight',
  },
  {
    name: 'firewall-stops-writes',
    breaks: 'A 403 of the firewall for one read stops all requests.',
    file: 'core/src/limits/suspension.ts',
    find: "return suspension('operation', retryAfter ?? MINUTE, MINUTE, text);",
    replace: "return suspension('requests', retryAfter ?? MINUTE, MINUTE, text);",
  },
  {
    name: 'orders-stop-reads',
    breaks: 'A -1015 for orders stops all requests.',
    file: 'core/src/limits/suspension.ts',
    find: "if (code === -1015) return suspension('orders',",
    replace: "if (code === -1015) return suspension('requests',",
  },
  {
    name: 'machine-time-signed',
    breaks: 'Signed calls carry the time of the machine.',
    file: serverTime,
    find: 'const time = Math.floor(now + offset);',
    replace: 'const time = Math.floor(clock.now());',
  },
  {
    name: 'jump-not-seen',
    breaks: 'A sleep that stops the monotonic clock is not noticed, so that timestamps are too old.',
    file: serverTime,
    find: 'if (age > expired || Math.abs(clock.now() - now - skew) > jump) offset = undefined;',
    replace: 'if (age > expired) offset = undefined;',
  },
  {
    name: 'slowest-sample',
    breaks: 'The slowest of three samples of the server time is used.',
    file: 'core/src/signing/time-samples.ts',
    find: 'sample.roundTrip < best.roundTrip ? sample : best',
    replace: 'sample.roundTrip > best.roundTrip ? sample : best',
  },
  {
    name: 'half-trip-ignored',
    breaks: 'The measured time is that of the answer, without half of the round trip.',
    file: serverTime,
    find: 'offset: time - (sentAt + arrivedAt) / 2,',
    replace: 'offset: time - sentAt + arrivedAt - sentAt,',
  },
  {
    name: 'rules-never-fresh-again',
    breaks: 'An order is refused by old rules, although its symbol trades again.',
    file: 'core/src/rules/guard.ts',
    find: 'if (!rules || problems.length === 0 || isFresh() || problems.some(isTimeless)) return problems;',
    replace: 'if (rules || problems.length === 0 || isFresh()) return problems;',
  },
];
