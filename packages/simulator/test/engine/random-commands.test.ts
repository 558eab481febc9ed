import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { type EngineEvent, ONE, type Order } from '../../src/engine/index.js';
import { agree, Ledgers } from './invariants.js';
import { RandomFlow } from './random-commands.js';

const DEPOSITED = { BTC: 4000n * ONE, USDT: 4000n * ONE, USDC: 4000n * ONE, BNB: 200n * ONE };

describe('commands of every kind', () => {
  const total = caseCount(5_000, 400_000);

  it(`keep the invariants over ${total} steps`, { timeout: 3_600_000 }, () => {
    const seen: Record<string, number> = {};
    const statuses: Record<string, number> = {};
    for (let seed = 1; seed * 1000 <= total; seed += 1) {
      const flow = new RandomFlow(seed);
      const ledgers = ['BTCUSDT', 'BTCUSDC', 'BNBUSDT'].map((symbol) => new Ledgers(flow.engine, symbol, DEPOSITED));
      flow.events.length = 0;
      const known = new Map<string, string>();
      for (let step = 0; step < 1000; step += 1) {
        flow.step();
        const label = `seed ${seed}, step ${step}`;
        for (const each of ledgers) each.check(flow.events, label);
        followStatuses(flow.events, known, label);
        checkLocks(flow, label);
        flow.events.length = 0;
      }
      for (const [name, count] of Object.entries(flow.seen)) seen[name] = (seen[name] ?? 0) + count;
      for (const status of known.values()) statuses[status] = (statuses[status] ?? 0) + 1;
    }
    for (const name of ['order', 'sor', 'list', 'cancel', 'amend', 'cancelReplace', 'cancelList', 'lock']) {
      expect(seen[name], name).toBeGreaterThan(total / 1000);
    }
    for (const status of ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']) {
      expect(statuses[status], status).toBeGreaterThan(total / 1000);
    }
  });
});

describe('determinism', () => {
  const trace = (flow: RandomFlow, steps: number) => {
    const hash = createHash('sha256');
    flow.events.length = 0;
    for (let step = 0; step < steps; step += 1) {
      flow.step();
      for (const event of flow.events) hash.update(text(event));
      flow.events.length = 0;
    }
    return hash.digest('hex');
  };

  it('gives the same events for the same seed, and others for another seed', () => {
    expect(trace(new RandomFlow(5), 1500)).toBe(trace(new RandomFlow(5), 1500));
    expect(trace(new RandomFlow(5), 1500)).not.toBe(trace(new RandomFlow(6), 1500));
  });

  it('continues from an exported state like the original', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const original = new RandomFlow(seed);
      for (let step = 0; step < 800; step += 1) original.step();
      const state = JSON.stringify(original.engine.exportState());

      const other = new RandomFlow(seed + 100);
      for (let step = 0; step < 50; step += 1) other.step();
      other.engine.importState(JSON.parse(state));
      expect(JSON.stringify(other.engine.exportState())).toBe(state);

      const one = new RandomFlow(9, original.engine);
      const two = new RandomFlow(9, other.engine);
      one.now = two.now = original.now;
      const [follows, followsToo] = [clockOf(one, original), clockOf(two, other)];
      expect(trace(followsToo, 800)).toBe(trace(follows, 800));
    }
  });
});

/**
 * Makes each step of `flow` also set the time of `owner`. This is necessary because `flow` runs its commands on an
 * engine that `owner` has created, and this engine reads the time from `owner`.
 */
function clockOf(flow: RandomFlow, owner: RandomFlow): RandomFlow {
  const step = flow.step.bind(flow);
  owner.now = flow.now;
  flow.step = () => {
    step();
    owner.now = flow.now;
  };
  return flow;
}

/** Checks that no order leaves a final status, and that no executed quantity becomes smaller. */
function followStatuses(events: readonly EngineEvent[], known: Map<string, string>, label: string): void {
  const final = new Set(['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']);
  for (const event of events) {
    if (event.type !== 'ORDER') continue;
    const key = `${event.order.symbol} ${event.order.orderId}`;
    const before = known.get(key);
    if (before && final.has(before) && !final.has(event.order.status)) expect.fail(`${label}: ${key} came back`);
    known.set(key, event.order.status);
  }
}

/**
 * Checks that each locked balance is the sum of two amounts: what the open orders of the account require, and what was
 * locked by an external lock, for example as margin collateral. For the two orders of an OCO pair, only the larger
 * amount is required.
 */
function checkLocks(flow: RandomFlow, label: string): void {
  const { engine } = flow;
  for (const id of flow.accounts) {
    const sums: Record<string, bigint> = {};
    const add = (asset: string, amount: bigint) => {
      sums[asset] = (sums[asset] ?? 0n) + amount;
    };
    const lists = new Map<string, Order[]>();
    for (const order of engine.openOrders(id)) {
      if (order.status === 'PENDING_NEW') continue;
      const key = order.orderListId === -1 ? `order ${order.symbol} ${order.orderId}` : `list ${order.orderListId}`;
      lists.set(key, [...(lists.get(key) ?? []), order]);
    }
    for (const orders of lists.values()) {
      const needs = orders.map((order) => lockNeed(order));
      const [first] = orders as [Order];
      const info = engine.symbol(first.symbol);
      const asset = (first.side === 'BUY' ? info?.quoteAsset : info?.baseAsset) ?? '';
      add(asset, needs.sort((one, other) => (one < other ? 1 : -1))[0] ?? 0n);
    }
    for (const list of engine.openOrderLists(id)) {
      const working = list.orders[0];
      if (!working || (list.kind !== 'OPO' && list.kind !== 'OPOCO') || working.status === 'FILLED') continue;
      add(engine.symbol(list.symbol)?.baseAsset ?? '', heldBy(working));
    }
    for (const { asset, locked } of engine.balances(id)) {
      agree(locked - externalOf(flow, id, asset), sums[asset] ?? 0n, `${label}: ${asset} of ${id}`);
    }
  }
}

type Inner = Order & { lockPrice: bigint; withheld: bigint };

function lockNeed(order: Order): bigint {
  const left = (order.quantity ?? 0n) - order.executedQty - order.preventedQuantity;
  return order.side === 'SELL' ? left : ((order as Inner).lockPrice * left) / ONE;
}

function heldBy(order: Order): bigint {
  return (order as Inner).withheld;
}

function externalOf(flow: RandomFlow, id: number, asset: string): bigint {
  return (flow.engine.balance(id, asset) as { external?: bigint }).external ?? 0n;
}

function text(event: EngineEvent): string {
  if (event.type === 'ORDER') {
    const { order, ...others } = event;
    return plainText({
      ...others,
      id: order.orderId,
      symbol: order.symbol,
      status: order.status,
      name: order.clientOrderId,
    });
  }
  if (event.type === 'LIST') {
    const { list, ...others } = event;
    return plainText({ ...others, id: list.orderListId });
  }
  return plainText(event);
}

function plainText(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}n` : each));
}
