import type { Plant } from './plant.js';

const decoder = 'streams/src/scan/event-decoder.ts';
const manager = 'streams/src/depth/depth-cache-manager.ts';
const board = 'streams/src/connection/status-board.ts';
const recovered = 'streams/src/user/recovered-reports.ts';
const tracker = 'streams/src/user/order-tracker.ts';

/**
 * Bugs that are planted into copies of the sources, to check that the simulation finds them. These bugs concern the
 * contents of events, orders and answers, and the statuses, the calls of listeners and the delays.
 */
export const reports: readonly Plant[] = [
  {
    name: 'maker-of-trade-flipped',
    breaks: 'Trades that are read from bytes name the wrong side as the maker.',
    file: decoder,
    find: 'T: template.integer(2),\n      m: template.boolean(0),',
    replace: 'T: template.integer(2),\n      m: !template.boolean(0),',
  },
  {
    name: 'first-trade-of-aggregate',
    breaks: 'The first trade of an aggregate trade that is read from bytes is wrong.',
    file: decoder,
    find: 'f: template.integer(2),',
    replace: 'f: template.integer(3),',
  },
  {
    name: 'sides-of-ticker-swapped',
    breaks: 'The best bid of a book ticker that is read from bytes is its best ask.',
    file: decoder,
    find: 'b: template.decimal(0),',
    replace: 'b: template.decimal(2),',
  },
  {
    name: 'price-of-last-frame',
    breaks: 'If two frames have prices of the same length, the second event has the price of the first.',
    file: 'streams/src/scan/frame-template.ts',
    find: 'const { bytes } = byteReader;',
    replace:
      'const bytes = i > 0 ? byteReader.bytes : (Object(this).kept ??= byteReader.bytes.slice(0, 2_000)) as typeof byteReader.bytes;',
  },
  {
    name: 'answer-of-first-request',
    breaks: 'Each answer over the WebSocket API goes to the request that waits longest.',
    file: 'streams/src/api/api-session.ts',
    find: "const request = typeof id === 'string' ? this.#pending.get(id) : undefined;",
    replace: "const request = typeof id === 'string' ? this.#pending.values().next().value : undefined;",
  },
  {
    name: 'quantity-rounded',
    breaks: 'Prices and quantities are sent with two decimals at most.',
    file: 'core/src/encoding/params.ts',
    find: 'return formatDecimal(value, name, request);',
    replace: 'return formatDecimal(value, name, request).replace(/(\\.\\d\\d)\\d+$/, (_, kept) => kept);',
  },
  {
    name: 'time-in-force-dropped',
    breaks: 'Orders that must be filled at once rest on the book.',
    file: 'core/src/encoding/params.ts',
    find: 'if (value === undefined) delete wire[name];',
    replace:
      "if (value === 'FOK' || value === 'IOC') wire[name] = 'GTC';\n    else if (value === undefined) delete wire[name];",
  },
  {
    name: 'price-of-recovered-fill',
    breaks: 'A recovered fill has the limit price of its order.',
    file: recovered,
    find: 'L: fill.price',
    replace: 'L: order.price',
  },
  {
    name: 'commission-not-recovered',
    breaks: 'A recovered fill has no commission.',
    file: recovered,
    find: "n: fill.commission ?? '0'",
    replace: "n: '0'",
  },
  {
    name: 'maker-of-recovered-fill',
    breaks: 'A recovered fill is always that of a taker.',
    file: recovered,
    find: 'm: fill.isMaker',
    replace: 'm: false',
  },
  {
    name: 'stop-price-not-read',
    breaks: 'An open order that was read by a query has no stop price.',
    file: tracker,
    find: "updateTime, stopPrice = '0.00000000' } = order;",
    replace: "updateTime } = order;\n    const stopPrice = '0.00000000';",
  },
  {
    name: 'id-of-list-lost',
    breaks: 'An open order of a list counts as an order without a list after its first report.',
    file: tracker,
    find: 'orderListId: report.g,',
    replace: 'orderListId: -1,',
  },
  {
    name: 'listener-misses-status',
    breaks: 'Listeners of a book are not called when only its status changes.',
    file: manager,
    find: 'if (!isOther && entry.lastUpdateId === sync.book.lastUpdateId) return;',
    replace: 'if (entry.lastUpdateId === sync.book.lastUpdateId) return;',
  },
  {
    name: 'version-stays',
    breaks: 'A page that uses the version of a book does not show its changes.',
    file: manager,
    find: 'entry.version += 1;\n    for (const reader',
    replace: 'for (const reader',
  },
  {
    name: 'ready-too-early',
    breaks: '`ready` resolves when one of several books is live.',
    file: manager,
    find: ".every((sync) => sync.state === 'live')",
    replace: ".some((sync) => sync.state === 'live')",
  },
  {
    name: 'reader-of-books-misses',
    breaks: 'A loop over the changed books misses changes of their levels.',
    file: manager,
    find: 'for (const reader of this.#readers) reader.put(book.symbol);',
    replace: 'if (isOther) for (const reader of this.#readers) reader.put(book.symbol);',
  },
  {
    name: 'best-status-shown',
    breaks: 'The status of a manager is that of its best connection, not of its worst.',
    file: board,
    find: "['failed', 'reconnecting', 'connecting', 'open', 'idle']",
    replace: "['failed', 'open', 'reconnecting', 'connecting', 'idle']",
  },
  {
    name: 'disconnect-not-told',
    breaks: 'The loss of a connection is not reported.',
    file: board,
    find: "this.#emit('disconnect', () => ({ connection, reason }));",
    replace: '',
  },
  {
    name: 'trades-delayed',
    breaks: 'Events of market streams are delivered a second late.',
    file: 'streams/src/market/market-connection.ts',
    find: 'subscription.deliver(frame, this.socket.frameClock.time.now);',
    replace:
      "const copy = (typeof frame === 'string' ? frame : Uint8Array.prototype.slice.call(frame)) as typeof frame;\n      this.clock.setTimeout(() => subscription.deliver(copy, this.clock.now()), 1_000);",
  },
  {
    name: 'cost-of-whole-levels',
    breaks: 'The cost of a sweep counts the whole of the last level.',
    file: 'streams/src/book/sweep.ts',
    find: 'cost += taken * toBigInt(price, decimals.price);',
    replace: 'cost += toBigInt(amount, scale) * toBigInt(price, decimals.price);',
  },
  {
    name: 'queries-not-retried',
    breaks: 'A query that failed is not sent again.',
    file: 'core/src/request/retry.ts',
    find: 'const MOST_RETRIES = 3;',
    replace: 'const MOST_RETRIES = 0;',
  },
  {
    name: 'queries-retried-forever',
    breaks: 'A query that fails is sent again until its deadline.',
    file: 'core/src/request/retry.ts',
    find: 'if (attempt >= MOST_RETRIES) return undefined;',
    replace: 'if (attempt >= MOST_RETRIES * 100) return undefined;',
  },
  {
    name: 'loop-end-keeps-stream',
    breaks: 'A stream stays subscribed when the loop that reads it has ended.',
    file: 'streams/src/market/read-streams.ts',
    find: 'subscriptions.abort();',
    replace: '',
  },
  {
    name: 'low-ranks-first',
    breaks: 'Of the calls that wait for the rate limits, those of low priority are sent first.',
    file: 'core/src/limits/permit-queue.ts',
    find: 'for (const rank of this.#byRank) {',
    replace: 'for (const rank of [...this.#byRank].reverse()) {',
  },
  {
    name: 'user-listener-kept',
    breaks: 'A listener of user data gets events after its end.',
    file: 'streams/src/user/user-data.ts',
    find: 'return async () => this.#consumers.remove(reader);',
    replace: 'return async () => undefined;',
  },
];
