import type { Plant } from './plant.js';

const tracker = 'streams/src/user/order-tracker.ts';
const cache = 'streams/src/user/balance-cache.ts';
const sync = 'streams/src/user/account-sync.ts';
const subscriptions = 'streams/src/user/user-subscriptions.ts';
const reader = 'streams/src/user/symbol-reader.ts';
const reports = 'streams/src/user/recovered-reports.ts';
const lists = 'streams/src/user/order-lists.ts';

/**
 * Bugs that are planted into copies of the code for user data, to check that the simulation finds them. These bugs
 * concern balances, open orders, subscriptions, and the recovery of missed reports.
 */
export const user: readonly Plant[] = [
  {
    name: 'report-after-end',
    breaks: 'Reports of an order are delivered after its end.',
    file: tracker,
    find: 'if (isOver) return false;\n  if (!isOpenStatus(report.X)) return true;',
    replace: 'if (!isOpenStatus(report.X)) return true;',
  },
  {
    name: 'trade-twice',
    breaks: 'A trade that was recovered is delivered again when its event arrives.',
    file: tracker,
    find: "if (filled !== 0 || report.x === 'TRADE') return filled > 0;",
    replace: "if (filled !== 0 || report.x === 'TRADE') return filled >= 0;",
  },
  {
    name: 'phantom-order',
    breaks: 'An order that has ended stays among the open orders.',
    file: tracker,
    find: 'if (tracked.isOver) {\n      this.drop(order);',
    replace: 'if (tracked.isOver) {',
  },
  {
    name: 'older-balance-wins',
    breaks: 'An older position replaces a newer balance.',
    file: cache,
    find: 'B.filter(({ a }) => (this.balances.get(a)?.updated ?? 0) <= u);',
    replace: 'B;',
  },
  {
    name: 'read-overwrites-event',
    breaks: 'A balance that was read replaces a newer one of an event.',
    file: cache,
    find: 'if (isNewer && known.updated <= latest) continue;',
    replace: '',
  },
  {
    name: 'read-balances-ignored',
    breaks: 'Balances that were read after a loss are ignored.',
    file: cache,
    find: 'if (read.has(asset)) this.#set(asset, { free, locked, updated });',
    replace: 'if (read.has(asset) && known === NONE) this.#set(asset, { free, locked, updated });',
  },
  {
    name: 'held-events-lost',
    breaks: 'Events that arrived while the account was read are lost.',
    file: sync,
    find: 'for (const event of this.#held.take()) this.#arrived(event);',
    replace: 'for (const event of this.#held.take().slice(1)) this.#arrived(event);',
  },
  {
    name: 'not-read-after-loss',
    breaks: 'The account is not read again after a loss.',
    file: sync,
    find: 'this.#read();\n      },\n      event:',
    replace:
      'if (this.#known.firstReadAt !== undefined) return this.#goLive();\n        this.#read();\n      },\n      event:',
  },
  {
    name: 'held-before-first-read',
    breaks: 'Events that arrived before the first read are delivered, although one between them was dropped.',
    file: sync,
    find: 'this.#held.clear();\n      this.#startLag();',
    replace: 'this.#startLag();',
  },
  {
    name: 'dropped-event-not-awaited',
    breaks: 'A fill is delivered before an earlier one whose event could not be read.',
    file: sync,
    find: 'return (mayLag || this.#isDoubtful) &&',
    replace: 'return mayLag &&',
  },
  {
    name: 'query-lag-ignored',
    breaks: 'Queries that lack the newest orders after a loss are believed.',
    file: sync,
    find: 'const QUERY_LAG = 5_000;',
    replace: 'const QUERY_LAG = 0;',
  },
  {
    name: 'second-loss-forgets-first',
    breaks: 'A second loss during the recovery of the first forgets from when on orders were missed.',
    file: sync,
    find: 'this.#missedSince ??= Math.max(0, this.#known.lastChangeAt',
    replace: 'this.#missedSince = Math.max(0, this.#known.lastChangeAt',
  },
  {
    name: 'doubt-ignored',
    breaks: 'An event that could not be read does not lead to another read of the account.',
    file: sync,
    find: 'this.#isDoubtful = true;\n    if (!this.#isLive) return;',
    replace: 'return;',
  },
  {
    name: 'gap-of-account-not-told',
    breaks: 'A gap of the user data is not reported.',
    file: sync,
    find: 'if (reason !== undefined) this.#handlers.gap(this.#lastAt, reason);',
    replace: '',
  },
  {
    name: 'ended-orders-not-recovered',
    breaks: 'An order that was placed and ended during a loss is not reported.',
    file: reader,
    find: 'if (!known && !isOpenStatus(order.status) && order.updateTime <= this.#start.firstReadAt) continue;',
    replace: 'if (!known && !isOpenStatus(order.status)) continue;',
  },
  {
    name: 'open-orders-not-asked',
    breaks: 'An open order of which queries show nothing counts as unchanged.',
    file: reader,
    find: 'if (orders.has(known.orderId)) continue;',
    replace: 'if (known.orderId >= 0) continue;',
  },
  {
    name: 'missing-fills-accepted',
    breaks: 'An order is reported as filled although its trades are not known yet.',
    file: reader,
    find: 'if (order.updateTime >= lagsSince && compareDecimals(filled, executedQty) < 0) {',
    replace: 'if (executedQty === filled && order.updateTime >= lagsSince) {',
  },
  {
    name: 'end-before-fill',
    breaks: 'The end of a recovered order is reported before its fills.',
    file: reports,
    find: 'for (const [, step] of steps) step();',
    replace: "if (order.status !== 'CANCELED') for (const [, step] of steps) step();",
  },
  {
    name: 'fill-recovered-twice',
    breaks: 'A fill that was delivered is recovered again.',
    file: reports,
    find: 'if (compareDecimals(sum.executedQty, known.executedQty) <= 0) continue;',
    replace: 'if (compareDecimals(sum.executedQty, known.executedQty) < 0) continue;',
    harmless: 'the order in memory already has this filled quantity, so the second report of the fill is dropped',
  },
  {
    name: 'cumulative-of-last-fill',
    breaks: 'The cumulative quantity of a recovered fill is that of the fill alone.',
    file: reports,
    find: 'executedQty: addDecimals(sum.executedQty, fill.qty),',
    replace: "executedQty: addDecimals('0', fill.qty),",
  },
  {
    name: 'not-subscribed-again',
    breaks: 'User data whose subscription the exchange has ended is not subscribed again.',
    file: subscriptions,
    find: 'if (!this.#isClosed) void this.add(subscription.session);',
    replace: '',
  },
  {
    name: 'second-copy-delivered',
    breaks: 'Events that both connections of a renewal carry are delivered twice.',
    file: subscriptions,
    find: 'if (!subscription.isSecondCopy(event)) this.#deliver(subscription, event);',
    replace: 'this.#deliver(subscription, event);',
    harmless: 'the orders and balances in memory drop the second copy of each event too',
  },
  {
    name: 'incomplete-handover',
    breaks: 'Events between the two connections of a renewal are lost.',
    file: subscriptions,
    find: 'if (next?.isComplete) return this.#release(next);',
    replace: 'if (next) return this.#release(next);',
  },
  {
    name: 'kept-events-dropped',
    breaks: 'The events that the second connection of a renewal has kept are dropped.',
    file: 'streams/src/user/account-subscription.ts',
    find: 'return kept.flatMap(({ id, event }) => (id === this.id ? [event] : []));',
    replace: 'return kept.flatMap(({ id, event }) => (id === -1 ? [event] : []));',
  },
  {
    name: 'subscribe-once',
    breaks: 'A subscription of user data that failed is not tried again.',
    file: subscriptions,
    find: 'this.#delay.failed();\n      return false;',
    replace: 'this.#delay.failed();\n      return true;',
  },
  {
    name: 'read-once',
    breaks: 'A read of the account that failed is not repeated.',
    file: 'streams/src/user/read-attempts.ts',
    find: 'if (isFatal(error)) return this.#failed(error);',
    replace: 'if (attempt > 0 || isFatal(error)) return;',
  },
  {
    name: 'subscribe-storm',
    breaks: 'A subscription of user data that ends again and again is made again without a pause.',
    file: 'streams/src/user/retry-delay.ts',
    find: 'return this.#failures === 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#failures - 1));',
    replace: 'return 0 * LONGEST_DELAY * FIRST_DELAY;',
  },
  {
    name: 'list-end-twice',
    breaks: 'The end of an order list is reported twice.',
    file: lists,
    find: "if (known.isOver && (kind !== 'EXEC_STARTED' || time <= known.updateTime)) return false;",
    replace: '',
  },
  {
    name: 'list-end-not-recovered',
    breaks: 'The end of an order list during a loss is not reported.',
    file: 'streams/src/user/recovered-lists.ts',
    find: 'if (isDone(list) && !orders.some(({ status }) => isOpenStatus(status)))',
    replace: 'if (isDone(list) && orders.length < 0)',
  },
  {
    name: 'amendment-not-recovered',
    breaks: 'An amendment during a loss is not reported.',
    file: reader,
    find: 'const isAmended = size === undefined ? order.updateTime > order.time : isSmaller(origQty);',
    replace: 'const isAmended = size === null && isSmaller(origQty);',
  },
  {
    name: 'user-chunk-lost',
    breaks: 'If the code of user data could not be loaded once, it is not loaded again.',
    file: 'streams/src/binance-socket-manager.ts',
    find: "const { UserAccounts } = await import('./user/user-accounts.js').catch(codeNotLoaded);",
    replace:
      "Object(this).lostAccounts ??= import('./user/user-accounts.js').catch(codeNotLoaded);\n    const { UserAccounts } = await Object(this).lostAccounts;",
  },
];
