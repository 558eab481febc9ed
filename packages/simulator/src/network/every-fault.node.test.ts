import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  B,
  createFaultClients,
  type FaultClients,
  type Transport,
  transports,
} from '../../test/faults/fault-clients.js';
import { restStrikes } from '../../test/faults/rest-strikes.js';
import { streamStrikes } from '../../test/faults/stream-strikes.js';
import { wsApiStrikes } from '../../test/faults/ws-api-strikes.js';
import { hmacKey } from '../../test/raw-client.js';
import { type Fault, scopesOf } from '../faults/fault-kinds.js';
import { createExchange, type Exchange, type FaultKind, type FaultScope, VirtualClock } from '../index.js';

describe.each(Object.keys(transports))('faults over %s', (name) => {
  let exchange: Exchange;
  let transport: Transport;
  let clients: FaultClients;

  beforeEach(async () => {
    exchange = createExchange({ symbols: [B], clock: new VirtualClock({ start: 1_800_000_000_000 }) });
    exchange.setBook(B, { bids: [['59990', '2']], asks: [['60010', '2']] });
    const account = exchange.createAccount({ balances: { USDT: '100000' } });
    transport = await transports[name]!(exchange);
    clients = createFaultClients(exchange, transport, hmacKey(account), account.uid);
  });

  afterEach(async () => {
    await transport.close();
    exchange.close();
  });

  const targets = { rest: 'POST /api/v3/order', wsApi: 'order.place', stream: '' } as const;
  const strikes = { rest: restStrikes, wsApi: wsApiStrikes, stream: streamStrikes } as const;
  const pairs = (Object.keys(scopesOf) as FaultKind[]).flatMap((kind) =>
    (scopesOf[kind] as readonly FaultScope[]).map((scope) => ({ kind, scope })),
  );

  it.each(pairs)('$kind applies to $scope once, with times: 1', async ({ kind, scope }) => {
    const scripted: { hits: number; most: number }[] = [];
    await strikes[scope](clients)[kind]!((fields) => {
      const fault = { kind, scope, target: targets[scope], times: 1, ...fields };
      const handle = exchange.faults.script(fault as unknown as Fault);
      scripted.push({
        most: fault.times,
        get hits() {
          return handle.hits;
        },
      });
    });
    expect(scripted).toHaveLength(1);
    for (const { hits, most } of scripted) expect(hits).toBe(most);
    expect(exchange.failures).toEqual([]);
  });

  it.each(
    (Object.keys(scopesOf) as FaultKind[]).flatMap((kind) =>
      (['rest', 'wsApi', 'stream'] as const)
        .filter((scope) => !(scopesOf[kind] as readonly FaultScope[]).includes(scope))
        .map((scope) => ({ kind, scope })),
    ),
  )('error: $kind cannot strike $scope', ({ kind, scope }) => {
    const fault = { kind, scope, ms: 1, code: -2010 };
    const fields = { staleSnapshot: ['ms'], queryLag: ['ms'], reject: ['code'] }[kind as string] ?? [];
    const written = Object.fromEntries(
      Object.entries(fault).filter(([field]) => ['kind', 'scope', ...fields].includes(field)),
    ) as unknown as Fault;
    expect(() => exchange.faults.script(written)).toThrow(`${kind}: scope: expected`);
  });
});
