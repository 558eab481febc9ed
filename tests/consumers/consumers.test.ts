import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createExchange, type Exchange, type ExchangeAccount, VirtualClock } from '@pkg/simulator';
import { type Served, serve } from '@pkg/simulator/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loopbackTls } from '../support/loopback-tls.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

type Results = Record<string, unknown>;

/** Runs the script of one client in a new process that can only connect to this machine. */
function run(client: string, environment: unknown, env: Record<string, string> = {}): Promise<Results> {
  const args = [
    '--require',
    here('./loopback-only.cjs'),
    here('./run-client.mjs'),
    client,
    JSON.stringify(environment),
  ];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env: { ...process.env, ...env }, timeout: 120_000 }, (error, stdout, stderr) => {
      const line = stdout.split('\n').find((text) => text.startsWith('{'));
      if (line) resolve(JSON.parse(line));
      else reject(new Error(`${client}: no result\n${stdout}\n${stderr}`, { cause: error }));
    });
  });
}

const clients = [
  // This client always requests the live exchange's time, whatever its base URL. The test blocks this connection.
  { client: 'binance', timeIsBlocked: true },
  // This client accepts only https and wss addresses.
  { client: 'binance-spot', tls: true },
  { client: 'binance-api-node' },
  { client: 'node-binance-api' },
  // This client opens a plain `ws:` socket only with an HTTP agent of its own.
  { client: 'ccxt', tls: true },
];

describe.each(clients)("the client '$client', as installed", ({ client, timeIsBlocked = false, tls = false }) => {
  let exchange: Exchange;
  let account: ExchangeAccount;
  let served: Served;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consumers-'));
    exchange = createExchange({ clock: new VirtualClock({ start: Date.now() }) });
    account = exchange.createAccount({ balances: { USDT: '1000000', BTC: '10' } });
    exchange.setBook('BTCUSDT', {
      bids: [
        ['59990.00', '2'],
        ['59980.00', '3'],
      ],
      asks: [
        ['60010.00', '2'],
        ['60020.00', '3'],
      ],
    });
    exchange.trade('BTCUSDT', { price: '60010.00', quantity: '0.5' });
    served = await serve(exchange, tls ? { tls: loopbackTls } : {});
    writeFileSync(join(folder, 'cert.pem'), loopbackTls.cert);
  });

  afterEach(async () => {
    await served.close();
    exchange.close();
    rmSync(folder, { recursive: true });
  });

  it('runs its script against the loopback server', async () => {
    const { apiKey, apiSecret } = account;
    const { rest, streams, wsApi } = served;
    const results = await run(
      client,
      { rest, streams, wsApi, apiKey, apiSecret },
      tls ? { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') } : {},
    );
    if (timeIsBlocked) expect(results.time).toEqual({ error: expect.stringContaining('refused by the test') });
    else
      expect(Math.abs((results.time as { serverTime: number }).serverTime - exchange.clock.now())).toBeLessThan(60_000);
    expect(results.exchangeInfo).toEqual(
      expect.arrayContaining(['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT', 'BNBBTC']),
    );
    expect(JSON.stringify(results.depth)).toContain('59990');
    expect(results.place).toMatchObject({ symbol: 'BTCUSDT', status: 'NEW', side: 'BUY' });
    expect(results.query).toMatchObject({ symbol: 'BTCUSDT', status: 'NEW' });
    expect(results.openOrders).toMatchObject([{ symbol: 'BTCUSDT', status: 'NEW' }]);
    expect(results.cancel).toMatchObject({ symbol: 'BTCUSDT', status: 'CANCELED' });
    expect(results.marketFill).toMatchObject({ status: 'FILLED' });
    expect(Number((results.marketFill as { executedQty: string }).executedQty)).toBe(0.02);
    const btc = (results.account as { asset: string; free: string }[]).find(({ asset }) => asset === 'BTC');
    expect(Number(btc?.free)).toBeCloseTo(10 + 0.02 * 0.999, 10);
    expect((results.trades as { qty: string }[]).map(({ qty }) => Number(qty))).toEqual([0.02]);
    expect((results.filterFailure as { error: string }).error).toMatch(/Filter failure|-1013|-1111|precision/);
    expect((results.badSignature as { error: string }).error).toMatch(/-1022|Signature for this request is not valid/);
    expect(JSON.stringify(results.depthStream)).toContain('58000');
    expect(JSON.stringify(results.userFill)).toContain('0.01');
    expect(JSON.stringify(results.userFill)).toContain('59990');
  }, 120_000);
});
