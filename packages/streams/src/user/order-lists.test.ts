import { describe, expect, it } from 'vitest';
import { listStatusOf, orderOf } from '../../test/account-samples.js';
import type { ListStatus } from '../events/user.js';
import { isList, OrderLists, type TrackedList } from './order-lists.js';

const recovered = (fields: Partial<ListStatus>) => ({ ...listStatusOf(fields), recovered: true }) as const;

describe('OrderLists.accept', () => {
  it('accepts each event of a list once when it is recovered first and arrives then', () => {
    const lists = new OrderLists();
    for (const fields of [{}, { l: 'UPDATED', T: 1_500 }, { l: 'ALL_DONE', T: 2_000 }] as const) {
      expect([fields, lists.accept(recovered(fields)), lists.accept(listStatusOf(fields))]).toEqual([
        fields,
        true,
        false,
      ]);
    }
  });

  it('accepts the activation of a pending order after a recovered beginning', () => {
    const lists = new OrderLists();
    lists.accept(recovered({}));
    expect(lists.accept(listStatusOf({ T: 1_700 }))).toBe(true);
  });

  it('accepts two live events of one millisecond', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf());
    expect([lists.accept(listStatusOf({ l: 'UPDATED' })), lists.accept(listStatusOf({ l: 'UPDATED' }))]).toEqual([
      true,
      true,
    ]);
  });

  it('accepts two recovered events of one millisecond, and refuses the events themselves', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf());
    const updated = { l: 'UPDATED', T: 1_500 } as const;
    expect([lists.accept(recovered(updated)), lists.accept(recovered(updated))]).toEqual([true, true]);
    expect(lists.accept(listStatusOf(updated))).toBe(false);
  });

  it('refuses to recover an update that the exchange has sent while the list was read', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf());
    const update = listStatusOf({ l: 'UPDATED', T: 1_500 });
    expect(lists.accept(update)).toBe(true);
    expect(lists.accept({ ...update, recovered: true })).toBe(false);
    expect(lists.accept({ ...update, T: 1_501, recovered: true })).toBe(true);
  });

  it('refuses a recovered beginning of a list that is known, and everything after its end', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf());
    expect(lists.accept(recovered({}))).toBe(false);
    expect(lists.accept(listStatusOf({ l: 'ALL_DONE', T: 2_000 }))).toBe(true);
    for (const l of ['EXEC_STARTED', 'UPDATED', 'ALL_DONE'] as const) {
      expect([l, lists.accept(recovered({ l, T: 2_000 })), lists.accept(listStatusOf({ l, T: 2_000 }))]).toEqual([
        l,
        false,
        false,
      ]);
    }
  });

  it('takes an id for another list when a list begins after the end of the first one', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf({ l: 'ALL_DONE', T: 2_000 }));
    expect(lists.accept(listStatusOf({ T: 90_000 }))).toBe(true);
    expect(lists.openOf('BNBBTC')).toHaveLength(1);
  });

  it('passes refusals on, which change no list', () => {
    const lists = new OrderLists();
    const refusal = listStatusOf({ l: 'RESPONSE', L: 'REJECT', g: -1 });
    expect([lists.accept(refusal), lists.accept(refusal), lists.openOf('BNBBTC')]).toEqual([true, true, []]);
  });

  it('refuses every event that was recovered, in whichever sequence the events arrive', () => {
    const lists = new OrderLists();
    const events = [{}, { l: 'UPDATED', T: 1_500 }] as const;
    for (const fields of events) lists.accept(recovered(fields));
    expect(events.map((fields) => lists.accept(listStatusOf(fields)))).toEqual([false, false]);
    expect(lists.accept(listStatusOf({ l: 'UPDATED', T: 1_501 }))).toBe(true);
  });
});

describe('what OrderLists knows', () => {
  it('knows the lists of orders that were open at the first read, whose beginning is not due', () => {
    const lists = new OrderLists();
    lists.load(orderOf({ orderListId: 5 }));
    lists.load(orderOf({ orderListId: -1 }));
    expect(lists.openOf('BNBBTC').map(({ orderListId }) => orderListId)).toEqual([5]);
    expect(lists.accept(listStatusOf())).toBe(false);
    expect(lists.accept(listStatusOf({ l: 'ALL_DONE', T: 2_000 }))).toBe(true);
    lists.load(orderOf({ orderListId: 5 }));
    expect(lists.openOf('BNBBTC')).toEqual([]);
  });

  it('lets the end of a list follow only if the list is known and its orders have ended', () => {
    const lists = new OrderLists();
    const open = { ...orderOf({ orderListId: 5 }), stopPrice: '0' };
    const done = listStatusOf({ l: 'ALL_DONE' });
    const renamed = listStatusOf({ l: 'UPDATED' });
    expect([listStatusOf(), renamed, done].map((event) => lists.follows(event, []))).toEqual([true, false, false]);
    lists.accept(listStatusOf());
    expect([
      lists.follows(done, [open]),
      lists.follows(done, []),
      lists.follows(done, [{ ...open, orderListId: 6 }]),
    ]).toEqual([false, true, true]);
    expect(lists.follows(renamed, [open])).toBe(true);
  });

  it('error: reported the beginning of a list twice that the exchange did not know for a while', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf());
    lists.drop(lists.find(5) as TrackedList);
    expect(lists.openOf('BNBBTC')).toEqual([]);
    expect(lists.accept(recovered({}))).toBe(false);
    expect(lists.accept(listStatusOf({ l: 'UPDATED', T: 1_500 }))).toBe(true);
    expect(lists.openOf('BNBBTC').map(({ orderListId }) => orderListId)).toEqual([5]);
    expect(lists.accept(recovered({ l: 'ALL_DONE', T: 2_000 }))).toBe(true);
  });

  it('bounds the lists, and forgets ended ones first', () => {
    const lists = new OrderLists();
    lists.accept(listStatusOf({ g: 0 }));
    for (let g = 1; g <= 10_000; g++) lists.accept(listStatusOf({ g, l: 'ALL_DONE' }));
    expect([lists.find(0)?.isOver, lists.find(1), lists.find(2)?.isOver]).toEqual([false, undefined, true]);
  });

  it('knows which orders are in a list', () => {
    expect([-1, 0, 7, '9007199254740993' as never].map(isList)).toEqual([false, true, true, true]);
  });
});
