import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createExchange, type Exchange, type ExchangeAccount, VirtualClock } from '@pkg/simulator';
import { createCertificates, exchangeHosts, type Served, serve } from '@pkg/simulator/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

type Results = Record<string, unknown>;

/**
 * Runs the script of one client in a new process. The process resolves the host names of the live exchange to the
 * server under test.
 */
function run(client: string, key: object, env: Record<string, string>): Promise<Results> {
  const args = ['--require', here('./hosts-entry.cjs'), here('./run-client.mjs'), client, JSON.stringify(key)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env: { ...process.env, ...env }, timeout: 120_000 }, (error, stdout, stderr) => {
      const line = stdout.split('\n').find((text) => text.startsWith('{'));
      if (line) resolve(JSON.parse(line));
      else reject(new Error(`${client}: no result\n${stdout}\n${stderr}`, { cause: error }));
    });
  });
}

const clients = ['binance', 'binance-spot', 'binance-api-node', 'node-binance-api', 'ccxt'];

describe.each(clients)("the client '%s', as installed and without a base URL", (client) => {
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
    const { authority, ...tls } = createCertificates();
    served = await serve(exchange, { tls, morePorts: [0] });
    writeFileSync(join(folder, 'authority.pem'), authority);
  });

  afterEach(async () => {
    await served.close();
    exchange.close();
    rmSync(folder, { recursive: true });
  });

  it('runs its script on the simulated exchange, by an entry in the hosts file', async () => {
    const { apiKey, apiSecret } = account;
    const [https, second] = served.ports;
    const results = await run(
      client,
      { apiKey, apiSecret },
      {
        NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
        HOSTS_ENTRY: JSON.stringify({
          hosts: Object.values(exchangeHosts).flat(),
          ports: { 443: https, 9443: second },
        }),
      },
    );
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
