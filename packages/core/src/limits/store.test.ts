import { describe, expect, it } from 'vitest';
import { connect } from '../../test/connect.js';
import { createSpotClient } from '../client/spot-client.js';
import { withEvents } from '../events/with-events.js';
import { LimitScope } from './limit-scope.js';
import type { RateLimitDefinition } from './rate-limit.js';
import type { Fleet, FleetEvent, LimiterHandle, LimitStore } from './store.js';
import { RateLimitWindow } from './window.js';

/**
 * Creates a shared store that permits no call until `state.hasAnswered` is true. It reports that three processes share
 * the limits.
 */
function createStore() {
  const opened: { limiter: LimiterHandle; exchange: string }[] = [];
  const accounts: (string | undefined)[] = [];
  const listeners = new Set<(event: FleetEvent) => void>();
  const state = {
    hasAnswered: false,
    resets: 0,
    delay: Number.POSITIVE_INFINITY,
    reading: undefined as Promise<void> | undefined,
  };
  const fleet: Fleet = { status: 'shared', members: 3, leases: [] };

  class AskingWindow extends RateLimitWindow {
    override delayOf(...args: Parameters<RateLimitWindow['delayOf']>): number {
      return state.hasAnswered ? super.delayOf(...args) : state.delay;
    }
  }
  class AskingScope extends LimitScope {
    override createWindow(definition: RateLimitDefinition): RateLimitWindow {
      return new AskingWindow(definition);
    }
  }
  const store: LimitStore = {
    open(limiter, exchange) {
      opened.push({ limiter, exchange });
      return {
        fleet,
        scope(apiKey) {
          accounts.push(apiKey);
          return new AskingScope();
        },
        reset: () => void state.resets++,
        read: () => state.reading,
        watch(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
    },
  };
  return { store, opened, accounts, listeners, state };
}

describe('limits.store', () => {
  it('opens the limits of the IP address and of each account', async () => {
    const { store, opened, accounts, state } = createStore();
    state.hasAnswered = true;
    const { client, clock } = connect([{ body: {} }], { limits: { store } });
    await clock.run(client.getOrderBook({ symbol: 'BNBBTC' }));
    expect(opened.map(({ exchange }) => exchange)).toEqual(['https://api.binance.com']);
    expect(accounts).toEqual([undefined, 'key']);
    expect(client.limits.fleet).toEqual({ status: 'shared', members: 3, leases: [] });
    expect(client.limits.use.map(({ count }) => count)).toContain(5);
  });

  it('gives all clients of one exchange the same limits, also those with their own fetch or clock', () => {
    const { store, opened } = createStore();
    const [first, second] = [connect([], { limits: { store } }), connect([], { limits: { store } })];
    expect(first.client.context.limiter).toBe(second.client.context.limiter);
    expect(opened).toHaveLength(1);
    expect(connect([], { limits: { store: createStore().store } }).client.context.limiter).not.toBe(
      first.client.context.limiter,
    );
  });

  it('holds a call until the store has answered', async () => {
    const { store, opened, state } = createStore();
    const { client, clock, sent } = connect([{ body: {} }], { limits: { store, mode: 'throw' } });
    const call = client.getOrderBook({ symbol: 'BNBBTC' });
    await clock.advance(40);
    expect(sent).toEqual([]);
    state.hasAnswered = true;
    opened[0]?.limiter.wake();
    await clock.run(call);
    expect(sent).toHaveLength(1);
  });

  it('holds a call until the store has read its messages, also a call that may not wait for the limits', async () => {
    const { store, state } = createStore();
    state.hasAnswered = true;
    let finish = (): void => undefined;
    state.reading = new Promise((resolve) => {
      finish = resolve;
    });
    const { client, clock, sent } = connect([{ body: {} }], { limits: { store } });
    let waits = 0;
    withEvents(client).on('wait', () => waits++);
    const call = client.getOrderBook({ symbol: 'BNBBTC' }, { maxWait: 0 });
    await clock.advance(40);
    expect(sent).toEqual([]);
    finish();
    await clock.run(call);
    expect(sent).toHaveLength(1);
    expect(waits).toBe(0);
  });

  it('says why a call waits', async () => {
    const { store, state } = createStore();
    state.delay = 30;
    const { client, clock } = connect([], { limits: { store } });
    const reasons: string[] = [];
    withEvents(client).on('wait', ({ reason }) => reasons.push(reason));
    void client.getOrderBook({ symbol: 'BNBBTC' }).catch(() => undefined);
    await clock.advance(0);
    expect(reasons).toEqual(['the 3 processes that share the limits have no room for now']);
  });

  it('resets the limits of all processes, and forgets those of this process if another resets them', () => {
    const { store, opened, state } = createStore();
    const { client } = connect([], { limits: { store } });
    client.limits.reset();
    expect(state.resets).toBe(1);
    opened[0]?.limiter.forget();
    expect(state.resets).toBe(1);
  });

  it('emits an event when the fleet changes its status, until the client is closed', async () => {
    const { store, listeners } = createStore();
    const client = withEvents(connect([], { limits: { store } }).client);
    const events: FleetEvent[] = [];
    client.on('fleet', (event) => events.push(event));
    const event = { status: 'alone', members: 3, reason: 'Redis did not answer' } as const;
    for (const listener of listeners) listener(event);
    await Promise.resolve();
    expect(events).toEqual([event]);
    client.close();
    expect(listeners.size).toBe(0);
  });

  it('is undefined by default, and so is the fleet', () => {
    expect(connect([]).client.limits.fleet).toBeUndefined();
  });

  it.each(['redis', 1, {}, null])('error: %o is no store', (store) => {
    expect(() => createSpotClient({ limits: { store: store as never } })).toThrow(
      'limits.store: expected a LimitStore, got',
    );
  });
});
