import type { Account, Order } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import type { AccountQueries } from './account-queries.js';
import { AccountReader } from './account-reader.js';
import { OrderLists } from './order-lists.js';
import { OrderTracker } from './order-tracker.js';

/** Returns a reader of six symbols, and functions that answer its queries. The symbol `F` had the most recent event. */
function setUp() {
  const orders = new OrderTracker(1_000);
  for (const symbol of 'ABCDEF') orders.addSymbol(symbol);
  const asked: string[] = [];
  let accountReads = 0;
  let accountsTaken = 0;
  const read: string[] = [];
  const answers = new Map<
    string,
    { readonly resolve: (orders: Order[]) => void; readonly reject: (e: Error) => void }
  >();
  const queries = {
    account: async () => ({ updateTime: 5, balances: [] }) as Partial<Account> as Account,
    openOrders: async () => {
      accountReads++;
      return [];
    },
    ordersSince: (symbol: string) => {
      asked.push(symbol);
      return new Promise<Order[]>((resolve, reject) => answers.set(symbol, { resolve, reject }));
    },
  } as Partial<AccountQueries> as AccountQueries;
  const clock = { now: 0 };
  const start = { since: 1, firstReadAt: 0, lagsSince: () => 1, now: () => clock.now };
  const reader = new AccountReader(queries, { orders, lists: new OrderLists() }, start, {
    accountRead: () => {
      accountsTaken++;
    },
    symbolRead: (symbol) => read.push(symbol),
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const answer = async (symbol: string): Promise<void> => {
    answers.get(symbol)?.resolve([]);
    await settled();
  };
  return {
    reader,
    orders,
    asked,
    accountReads: () => accountReads,
    accountsTaken: () => accountsTaken,
    read,
    answers,
    answer,
    settled,
    clock,
  };
}

describe('AccountReader', () => {
  it('reads four symbols at a time, the last active first, and a symbol whose events wait before all others', async () => {
    const { reader, asked, read, answer, settled } = setUp();
    expect(reader.isHolding('A')).toBe(true);
    const running = reader.run(0, new AbortController().signal);
    await settled();
    expect(asked).toEqual(['F', 'E', 'D', 'C']);
    expect([reader.isHolding('A'), reader.isHolding('other')]).toEqual([true, false]);
    for (const symbol of ['F', 'E', 'D', 'C', 'A', 'B']) await answer(symbol);
    await running;
    expect([asked.slice(4), read.join('')]).toEqual([['A', 'B'], 'FEDCAB']);
    expect(reader.isHolding('A')).toBe(false);
  });

  it('reads the other symbols although one fails, rejects with its error, and reads only that one again', async () => {
    const { reader, asked, read, answers, answer, settled } = setUp();
    const { signal } = new AbortController();
    const failed = expect(reader.run(0, signal)).rejects.toThrow('no answer');
    await settled();
    answers.get('E')?.reject(new Error('no answer'));
    await settled();
    for (const symbol of ['F', 'D', 'C', 'B', 'A']) await answer(symbol);
    await failed;
    expect(read.join('')).toBe('FDCBA');
    asked.length = 0;
    const again = reader.run(1, signal);
    await settled();
    await answer('E');
    await again;
    expect([asked, read.at(-1)]).toEqual([['E'], 'E']);
  });

  it('repeats a read whose queries were sent too early, even if the answers arrived late', async () => {
    const { reader, asked, accountReads, answer, settled, clock } = setUp();
    let running = reader.run(0, new AbortController().signal);
    await settled();
    // The machine sleeps before the answers arrive, so its clock shows a much later time when they arrive.
    clock.now = 20_000;
    for (const symbol of 'FEDCBA') await answer(symbol);
    await running;
    expect(reader.repeatBefore(5_000)).toBe(true);
    running = reader.run(0, new AbortController().signal);
    await settled();
    for (const symbol of 'FEDC') await answer(symbol);
    await running;
    expect([asked.slice(6).join(''), accountReads()]).toEqual(['FEDC', 2]);
  });

  it('error: a symbol was not read if it was added after the account was read', async () => {
    const { reader, orders, asked, answer, settled, clock } = setUp();
    clock.now = 20_000;
    const { signal } = new AbortController();
    let running = reader.run(0, signal);
    await settled();
    for (const symbol of 'FEDCBA') await answer(symbol);
    await running;
    expect(reader.repeatBefore(5_000)).toBe(false);
    orders.addSymbol('G');
    expect(reader.repeatBefore(5_000)).toBe(true);
    running = reader.run(0, signal);
    await settled();
    await answer('G');
    await running;
    expect(asked.slice(6)).toEqual(['G']);
  });

  it('takes no answer of the account after its read was aborted', async () => {
    const { reader, asked, accountsTaken, settled } = setUp();
    const abort = new AbortController();
    void reader.run(0, abort.signal);
    abort.abort();
    await settled();
    expect([accountsTaken(), asked, reader.isAccountRead]).toEqual([0, [], false]);
  });

  it('may lack changes of a symbol until a read of the symbol has begun late enough', async () => {
    const { reader, asked, answer, settled, clock } = setUp();
    clock.now = 1_000;
    const running = reader.run(0, new AbortController().signal);
    await settled();
    clock.now = 6_000;
    await answer('F');
    expect(asked.at(-1)).toBe('B');
    for (const symbol of 'EDCBA') await answer(symbol);
    await running;
    // The read of F began at 1,000, and that of B at 6,000. A symbol that was not read counts as read with the account,
    // at 1,000.
    expect(['F', 'B', 'other'].map((symbol) => reader.mayLack(symbol, 5_000))).toEqual([true, false, true]);
    expect(['F', 'other'].map((symbol) => reader.mayLack(symbol, 1_000))).toEqual([false, false]);
  });
});
