import type { Plant } from './plant.js';

const sync = 'streams/src/depth/diff-sync.ts';
const base = 'streams/src/depth/book-sync.ts';
const queue = 'streams/src/depth/snapshot-queue.ts';
const delays = 'streams/src/depth/snapshot-delays.ts';
const watch = 'streams/src/depth/silence-watch.ts';
const renewal = 'streams/src/depth/snapshot-renewal.ts';
const ladder = 'streams/src/book/price-ladder.ts';

/**
 * Bugs that are planted into copies of the code for order books, to check that the simulation finds them. These bugs
 * concern the levels of the books, the sync of the books with the stream, and the request weight of the snapshots.
 */
export const depth: readonly Plant[] = [
  {
    name: 'gap-not-seen',
    breaks: 'A book is continued although updates are missing.',
    file: 'streams/src/book/depth-gap.ts',
    find: "return U > lastUpdateId + 1 ? 'gap' : 'next';",
    replace: "return U < 0 ? 'gap' : 'next';",
  },
  {
    name: 'gap-of-one-not-seen',
    breaks: 'A book is continued although one update is missing.',
    file: 'streams/src/book/depth-gap.ts',
    find: "return U > lastUpdateId + 1 ? 'gap' : 'next';",
    replace: "return U > lastUpdateId + 2 ? 'gap' : 'next';",
  },
  {
    name: 'old-event-applied',
    breaks: 'An event that the book contains already is applied again.',
    file: 'streams/src/book/depth-gap.ts',
    find: "if (u <= lastUpdateId) return 'old';",
    replace: '',
  },
  {
    name: 'old-snapshot-used',
    breaks: 'A snapshot that is older than the events is used.',
    file: 'streams/src/depth/align-events.ts',
    find: "if (checkForGap(last, U, u) === 'gap') return { result: index === first ? 'too-old' : 'gap', next: index };",
    replace: "if (index > first && checkForGap(last, U, u) === 'gap') return { result: 'gap', next: index };",
  },
  {
    name: 'older-than-book-used',
    breaks: 'A snapshot that is older than the book is used.',
    file: sync,
    find: "if (result !== 'aligned' || this.#isOlder(lastUpdateId)) return",
    replace: "if (result !== 'aligned') return",
  },
  {
    name: 'buffer-dropped',
    breaks: 'The events that arrived before the snapshot are dropped.',
    file: sync,
    find: 'for (const { frame, at } of this.#buffer.flush()) {',
    replace: 'for (const { frame, at } of this.#buffer.flush().slice(1)) {',
  },
  {
    name: 'live-while-lost',
    breaks: 'A book stays live when its connection is lost.',
    file: sync,
    find: "if (this.isInSync) this.lose('reconnect');",
    replace: '',
  },
  {
    name: 'no-snapshot-after-gap',
    breaks: 'After a gap no snapshot is requested.',
    file: sync,
    find: "this.#requestSnapshot(reason, reason === 'reconnect' ?",
    replace: "if (reason !== 'gap') this.#requestSnapshot(reason, reason === 'reconnect' ?",
    harmless: 'the event after the gap is buffered next, does not continue the book either, and requests the snapshot',
  },
  {
    name: 'snapshot-failure-final',
    breaks: 'After a failed request no other snapshot is requested.',
    file: sync,
    find: "if (this.state !== 'closed') this.#snapshots.retryFailed(isFinal(error));",
    replace: '',
  },
  {
    name: 'too-old-final',
    breaks: 'After a snapshot that was too old no other one is requested.',
    file: sync,
    find: "if (this.state !== 'closed') this.#snapshots.retryTooOld();",
    replace: '',
  },
  {
    name: 'depletion-not-seen',
    breaks: 'A book stays live when the price has moved out of its snapshot.',
    file: renewal,
    find: 'if (!isRunning && book.knows(Math.floor((limit + knownLevels) / 2))) return true;',
    replace: 'if (knownLevels > 0) return true;',
  },
  {
    name: 'snapshot-not-renewed',
    breaks: 'The snapshot of a live book is not renewed before it runs out.',
    file: renewal,
    find: 'if (!isRunning) this.#start();',
    replace: '',
  },
  {
    name: 'renewal-drops-events',
    breaks: 'The events that arrived while a snapshot was renewed are lost.',
    file: renewal,
    find: 'this.#owner.renewed(snapshot, events);',
    replace: 'this.#owner.renewed(snapshot, events.slice(1));',
  },
  {
    name: 'renewal-storm',
    breaks: 'A renewal of a snapshot that did not help is repeated without a pause.',
    file: renewal,
    find: 'now < this.#renewedAt + MIN_INTERVAL ? this.#renewedAt + PAUSE - now : 0',
    replace: '0 * now',
  },
  {
    name: 'no-weight-budget',
    breaks: 'Snapshots use more request weight than their budget.',
    file: queue,
    find: 'const used = this.#sent.reduce((sum, entry) => sum + entry.weight, 0);',
    replace: 'const used = 0;',
  },
  {
    name: 'snapshots-without-delay',
    breaks: 'Snapshots that are too old are requested again and again without a pause.',
    file: delays,
    find: 'return (attempt === 0 ? 500 : 3_000) * (1 - 0.05 * random.next());',
    replace: 'return attempt * 0 * random.next();',
  },
  {
    name: 'failures-without-delay',
    breaks: 'Failed snapshots are requested again without a pause.',
    file: delays,
    find: 'return Math.min(longest, 250 * 2 ** attempt) * (0.5 + 0.5 * random.next());',
    replace: 'return attempt * 0 * random.next();',
  },
  {
    name: 'silent-stream-not-seen',
    breaks: 'A book stays live although its stream is dead.',
    file: watch,
    find: 'return this.#owner.fellSilent();',
    replace: 'return;',
  },
  {
    name: 'quiet-market-is-dead',
    breaks: 'A quiet market counts as a dead stream.',
    file: watch,
    find: 'if (isRight) {',
    replace: 'if (isRight && sentAt < 0) {',
  },
  {
    name: 'silence-checked-too-often',
    breaks: 'A quiet book is compared with the exchange every second.',
    file: watch,
    find: 'const CHECK_AFTER = 15_000;',
    replace: 'const CHECK_AFTER = 1_000;',
  },
  {
    name: 'live-after-sleep',
    breaks: 'A book is live right after a sleep of the machine.',
    file: 'streams/src/depth/depth-cache.ts',
    find: "return state === 'live' && this.#keeper.hasSlept() ? 'stale' : state;",
    replace: 'return state;',
  },
  {
    name: 'stale-forever',
    breaks: 'After a sleep a book stays stale.',
    file: base,
    find: 'if (isStale === this.#isStale) return;',
    replace: 'if (isStale === this.#isStale || !isStale) return;',
  },
  {
    name: 'zero-kept',
    breaks: 'A level whose quantity is zero stays in the book.',
    file: ladder,
    find: 'near[at] = quantities[level] as number;',
    replace: 'near[at] = (quantities[level] as number) || (near[at] as number);',
  },
  {
    name: 'best-not-raised',
    breaks: 'A new best price is not seen.',
    file: ladder,
    find: 'if (at > high) high = at;\n        level++;',
    replace: 'level++;',
  },
  {
    name: 'evicted-level-lost',
    breaks: 'Levels are lost when the window of a book moves.',
    file: ladder,
    find: 'if (quantity !== 0) this.#far.push(this.#base + at * this.#tick, quantity);',
    replace: 'if (quantity < 0) this.#far.push(this.#base + at * this.#tick, quantity);',
  },
  {
    name: 'far-level-not-admitted',
    breaks: 'Levels are missing when the best price has fallen far.',
    file: ladder,
    find: 'if (high < this.#low && this.#far.size > 0) this.#center(',
    replace: 'if (high < 0 && this.#far.size > 0) this.#center(',
    harmless: 'the levels beyond the window are read from the blocks, in the same order',
  },
  {
    name: 'quantity-not-renewed',
    breaks: 'A reader gets the former quantity of a level.',
    file: 'streams/src/book/levels-in-window.ts',
    find: 'const isKept = keys[place] === key && quantities[place] === quantity;',
    replace: 'const isKept = keys[place] === key;',
  },
  {
    name: 'unchanged-list-returned',
    breaks: 'A reader gets an old list of levels.',
    file: 'streams/src/book/levels-in-window.ts',
    find: 'isChanged ||= rowKeys[copied] !== key || rowQuantities[copied] !== quantity;',
    replace: 'isChanged ||= rowKeys[copied] !== key;',
  },
];
