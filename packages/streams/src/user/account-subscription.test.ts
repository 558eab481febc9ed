import { describe, expect, it } from 'vitest';
import { fillOf, reportOf } from '../../test/account-samples.js';
import type { ApiSession } from '../api/api-session.js';
import { AccountSubscription } from './account-subscription.js';

const session = {} as ApiSession;

describe('AccountSubscription', () => {
  it('keeps its events until it delivers, and only those of its own id', () => {
    const subscription = new AccountSubscription(session);
    const [one, other] = [reportOf(), fillOf(1, '1')];
    for (const [id, event] of [
      [0, one],
      [1, other],
    ] as const)
      expect(subscription.keep(id, event)).toBe(true);
    subscription.id = 1;
    expect([subscription.release(), subscription.release()]).toEqual([[other], []]);
  });

  it('drops a second copy for each delivery by another session, whatever the time of sending', () => {
    const subscription = new AccountSubscription(session);
    for (let i = 0; i < 2; i++) subscription.sawElsewhere(reportOf({ E: 5 }));
    const copies = [1, 2, 3].map((E) => subscription.isSecondCopy(reportOf({ E })));
    expect([copies, subscription.isSecondCopy(fillOf(1, '1'))]).toEqual([[true, true, false], false]);
  });

  it('forgets the deliveries of other sessions', () => {
    const subscription = new AccountSubscription(session);
    subscription.sawElsewhere(reportOf());
    subscription.forgetOthers();
    expect(subscription.isSecondCopy(reportOf())).toBe(false);
  });

  it('drops all kept events when there are too many, in number or in length', () => {
    const many = new AccountSubscription(session);
    for (let i = 0; i < 10_000; i++) many.keep(0, reportOf({ i }));
    expect(many.keep(0, reportOf())).toBe(false);
    const long = new AccountSubscription(session);
    const event = { e: 'new', text: 'x'.repeat(9 * 1024 * 1024) } as never;
    expect([long.keep(0, event), long.keep(0, event)]).toEqual([true, false]);
    for (const each of [many, long]) {
      each.id = 0;
      expect(each.release()).toEqual([]);
    }
  });
});
