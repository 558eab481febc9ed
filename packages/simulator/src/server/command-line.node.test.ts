import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { exchangeHosts } from '../network/hosts.js';
import { run } from './command-line.node.js';

const printed: string[] = [];
let onPrint: () => void = () => undefined;

beforeEach(() => {
  printed.length = 0;
  for (const stream of ['log', 'error'] as const) {
    vi.spyOn(console, stream).mockImplementation((text) => {
      printed.push(String(text));
      onPrint();
    });
  }
});

afterEach(() => vi.restoreAllMocks());

type Ready = {
  rest: string;
  streams: string;
  wsApi: string;
  apiKey: string;
  apiSecret: string;
  ports: number[];
  authority?: string;
  hosts?: string[];
};

/**
 * Runs the command. `stop` ends it and resolves with its exit code. `ended` resolves with the exit code if the command
 * ends by itself.
 */
async function start(...args: string[]): Promise<Ready & { ended: Promise<number>; stop(): Promise<number> }> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const ready = new Promise<void>((resolve) => {
    onPrint = resolve;
  });
  const history = args.includes('--empty') || args.includes('--source') ? [] : ['--history', '0.01'];
  const code = run(['--port', '0', '--json', ...history, ...args], () => ended);
  await ready;
  return {
    ...JSON.parse(printed[0] as string),
    ended: code,
    stop: () => {
      end();
      return code;
    },
  };
}

describe('run', () => {
  it('prints one line when it is ready, and returns 0', async () => {
    const exchange = await start('--symbols', 'btcusdt, ETHUSDT,BTCUSDT', '--api-key', 'K', '--api-secret', 'S');
    expect(exchange).toMatchObject({ apiKey: 'K', apiSecret: 'S' });
    const { symbols } = await (await fetch(`${exchange.rest}/sim/`)).json();
    expect(symbols).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(await exchange.stop()).toBe(0);
    expect(printed).toHaveLength(1);
  });

  it('gives the account the balances and fees of the options', async () => {
    const exchange = await start('--symbols', 'BTCUSDT', '--balances', 'usdt=12.5, BTC=1', '--fees', '0,0.0002');
    const state = await (await fetch(`${exchange.rest}/sim/state`)).json();
    const { accounts } = state.engine;
    const { account: id } = state.keys.find(({ apiKey }: { apiKey: string }) => apiKey === exchange.apiKey);
    const account = accounts.find((each: { id: number }) => each.id === id);
    expect(account.balances).toMatchObject([
      { asset: 'USDT', free: { $: '1250000000' } },
      { asset: 'BTC', free: { $: '100000000' } },
    ]);
    expect(account.commission).toMatchObject([['BTCUSDT', { standard: { maker: '0', taker: '0.0002' } }]]);
    await exchange.stop();
  });

  it('does not export a secret that was given by flag', async () => {
    const exchange = await start('--symbols', 'BTCUSDT', '--api-key', 'K', '--api-secret', 'the-secret');
    expect(await (await fetch(`${exchange.rest}/sim/state`)).text()).not.toContain('the-secret');
    await exchange.stop();
  });

  it('continues with a state file, and writes it at the end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'state-'));
    const file = join(folder, 'state.json');
    const orders = async ({ rest }: Ready): Promise<Record<string, unknown>> => {
      const state = await (await fetch(`${rest}/sim/state`)).json();
      return {
        keys: state.keys.length,
        trade: state.engine.markets[0].trades[0],
        accounts: state.engine.accounts.length,
      };
    };
    const first = await start('--symbols', 'BTCUSDT', '--state', file);
    const before = await orders(first);
    expect(await first.stop()).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    printed.length = 0;
    const second = await start('--symbols', 'BTCUSDT', '--state', file);
    expect(await orders(second)).toEqual(before);
    expect([second.apiKey, second.apiSecret]).toEqual([first.apiKey, first.apiSecret]);
    const { serverTime } = await (await fetch(`${second.rest}/api/v3/time`)).json();
    expect(Math.abs(serverTime - Date.now())).toBeLessThan(5000);
    await second.stop();
    printed.length = 0;
    const secret = ['--api-key', 'K', '--api-secret', 'the-secret'];
    const third = await start('--state', file, ...secret);
    await third.stop();
    expect(await readFile(file, 'utf8')).not.toContain('the-secret');
    printed.length = 0;
    const fourth = await start('--state', file, ...secret);
    expect(fourth).toMatchObject({ apiKey: 'K', apiSecret: 'the-secret' });
    await fourth.stop();
    await writeFile(file, '{}');
    printed.length = 0;
    expect(await run(['--state', file, '--port', '0'])).toBe(1);
    expect(printed[0]).toContain('state: expected');
    await rm(folder, { recursive: true });
  });

  it('trades on the market of recordings and public files, in their time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'source-'));
    const time = Date.UTC(2024, 7, 1);
    const candle = (minute: number): string =>
      `${time + minute * 60_000},${100 + minute},110,90,105,8,${time + minute * 60_000 + 59_999},800,20,4,400,0\n`;
    const trade = `7,2000.5,0.1,200.05,${time + 1000},False,True\n`;
    const event = { e: 'depthUpdate', E: time + 1, s: 'BNBUSDT', U: 2, u: 3, b: [], a: [['501', '2']] };
    const lines = ['1 {"lastUpdateId":1,"bids":[["500","3"]],"asks":[["501","4"]]}'];
    lines.push(`2 ${JSON.stringify({ stream: 'bnbusdt@depth@100ms', data: event })}`);
    const files = {
      'BTCUSDT-1m-2024-09.csv': candle(1),
      'BTCUSDT-1m-2024-08.csv': candle(0),
      'ETHUSDT-aggTrades-2024-08-01.csv.gz': gzipSync(trade.replace(',200.05,', ',7,8,')),
      'bnb.txt': lines.join('\n'),
    };
    const paths = Object.keys(files).map((name) => join(folder, name));
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const server = await start('--speed', '0', '--empty', ...paths.flatMap((path) => ['--source', path]));
    const get = async (path: string) => (await fetch(`${server.rest}${path}`)).json();
    expect((await get('/api/v3/time')).serverTime).toBe(time);
    await fetch(`${server.rest}/sim/advance?ms=119999`, { method: 'POST' });
    const prices = (await get('/api/v3/ticker/price')) as { symbol: string; price: string }[];
    expect(prices.map(({ symbol, price }) => `${symbol} ${Number(price)}`).sort()).toEqual([
      'BNBUSDT 0',
      'BTCUSDT 105',
      'ETHUSDT 2000.5',
    ]);
    const klines = await get('/api/v3/klines?symbol=BTCUSDT&interval=1m');
    expect(klines.map((row: unknown[]) => [row[1], row[8]])).toEqual([
      ['100.00000000', 20],
      ['101.00000000', 20],
    ]);
    expect((await get('/api/v3/depth?symbol=BNBUSDT')).asks).toEqual([['501.00000000', '2.00000000']]);
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('prints the options with --help', async () => {
    expect(await run(['--help'])).toBe(0);
    expect(printed[0]).toContain('--replay FILE');
  });

  it.each([
    [['--port', 'x'], "--port: expected a whole number, got 'x'"],
    [['--port', '65536'], "--port: expected 0 to 65535, got '65536'"],
    [['--speed=-1'], "--speed: expected a number that is not negative, got '-1'"],
    [['--speed', 'fast'], "--speed: expected a number, got 'fast'"],
    [['--speed', 'max'], "--speed: 'max' requires --replay"],
    [['--loop'], '--loop: requires --replay'],
    [['--history', ''], "--history: expected a number, got ''"],
    [['--mode', 'boring'], "--mode: expected calm, trending, bursty, crash, got 'boring'"],
    [['--mode', 'toString'], "got 'toString'"],
    [['--symbols', 'BTCUSDT,'], "--symbols: expected names separated by commas, got 'BTCUSDT,'"],
    [['--symbols', 'BTCFOO'], "got 'BTCFOO'; give the symbol in full"],
    [['--balances', 'USDT'], "--balances: expected entries such as USDT=1000.5 separated by commas, got 'USDT'"],
    [['--balances', 'USDT=-5'], '--balances: expected entries'],
    [['--fees', '0.001'], "--fees: expected two fractions such as 0.001,0.001, got '0.001'"],
    [['--control-token', ''], '--control-token: expected a value'],
    [['--api-key', ''], '--api-key: expected a value'],
    [['--tls-authority', 'FILE'], '--tls-authority: requires --tls'],
    [['--exchange-info', ''], '--exchange-info: expected a value'],
    [['--empty', '--history', '1'], '--history: not possible with --empty'],
    [['--colour'], "Unknown option '--colour'"],
    [['file'], "Unexpected argument 'file'"],
  ])('error: %j', async (args, message) => {
    expect(await run(args)).toBe(2);
    expect(printed[0]).toContain(message);
    expect(printed[0]).toContain('--help');
  });

  it('error: a recording that cannot be read', async () => {
    expect(await run(['--replay', '/nowhere', '--port', '0'])).toBe(1);
    expect(printed[0]).toContain('/nowhere');
  });
});

describe('--tls', () => {
  it('serves all hosts of the exchange on each port, with a certificate of the authority in the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'authority-'));
    const file = join(folder, 'authority.pem');
    const exchange = await start('--empty', '--port', '0', '--tls', '--tls-authority', file);
    expect(exchange.authority).toBe(file);
    expect(exchange.hosts).toEqual(Object.values(exchangeHosts).flat());
    expect(exchange.ports).toHaveLength(2);
    expect(new URL(exchange.rest)).toMatchObject({ protocol: 'https:', port: String(exchange.ports[0]) });
    const ca = await readFile(file, 'utf8');
    /**
     * Connects with the host name `servername`. Resolves with the status of the response, or with the code of the
     * error.
     */
    const ask = (port: number, servername: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port, ca, servername }, () =>
          socket.end(`GET /api/v3/ping HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`),
        );
        socket.on('data', (data) => resolve(String(data).slice(9, 12)));
        socket.on('error', (error) => resolve((error as { code?: string }).code ?? error.message));
      });
    for (const port of exchange.ports) {
      for (const host of [...(exchange.hosts ?? []), 'localhost']) expect(await ask(port, host)).toBe('200');
      expect(await ask(port, 'www.binance.com')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    }
    expect(await exchange.stop()).toBe(0);
    await rm(folder, { recursive: true });
  });

  it('error: a port that this user may not use', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      const error = Object.assign(new Error('listen EACCES: permission denied 127.0.0.1:443'), { code: 'EACCES' });
      process.nextTick(() => this.emit('error', error));
      return this;
    });
    expect(await run(['--empty', '--port', '443'])).toBe(1);
    listen.mockRestore();
    expect(printed[0]).toContain(
      'permission denied 127.0.0.1:443: this user may not listen on the port; choose another',
    );
  });
});

describe('--exchange-info and --empty', () => {
  let folder: string;
  let file: string;
  const row = (symbol: string, status: string, maxNumOrders: number) => ({
    ...{ symbol, status, baseAsset: symbol.slice(0, -4), quoteAsset: 'USDT', permissionSets: [['SPOT']] },
    filters: [{ filterType: 'MAX_NUM_ORDERS', maxNumOrders }],
  });
  const rateLimits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 777 }];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exchange-info-'));
    file = join(folder, 'info.json.gz');
    const symbols = [row('ABCUSDT', 'TRADING', 7), row('HALTUSDT', 'HALT', 8), row('DEFUSDT', 'TRADING', 9)];
    await writeFile(file, gzipSync(JSON.stringify({ rateLimits, symbols })));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const get = async (exchange: Ready, path: string) => (await fetch(`${exchange.rest}/api/v3/${path}`)).json();
  const trading = async (exchange: Ready): Promise<string[]> => {
    const rows: { symbol: string; count: number }[] = await get(exchange, 'ticker/24hr');
    return rows.filter(({ count }) => count > 0).map(({ symbol }) => symbol);
  };

  it('lists the symbols of the file with its rules, and makes a market where it can', async () => {
    const exchange = await start('--exchange-info', file);
    const info = await get(exchange, 'exchangeInfo');
    expect(info.rateLimits).toContainEqual(rateLimits[0]);
    expect(
      info.symbols.map(({ symbol, status, filters }: ReturnType<typeof row>) => [symbol, status, filters]),
    ).toEqual(
      [row('ABCUSDT', 'TRADING', 7), row('HALTUSDT', 'HALT', 8), row('DEFUSDT', 'TRADING', 9)].map(
        ({ symbol, status, filters }) => [symbol, status, filters],
      ),
    );
    expect(await trading(exchange)).toEqual(['ABCUSDT', 'DEFUSDT']);
    await exchange.stop();
  });

  it('makes a market for the chosen symbols only, and with --no-limits has the limits of that', async () => {
    const exchange = await start('--exchange-info', file, '--symbols', 'DEFUSDT', '--no-limits');
    expect((await get(exchange, 'exchangeInfo')).rateLimits).toContainEqual({ ...rateLimits[0], limit: 1_000_000_000 });
    expect(await trading(exchange)).toEqual(['DEFUSDT']);
    await exchange.stop();
  });

  it('error: a symbol that is not in the file, and a file that is no answer', async () => {
    expect(await run(['--port', '0', '--exchange-info', file, '--symbols', 'BTCUSDT'])).toBe(1);
    expect(printed[0]).toBe(`--symbols: expected symbols of ${file}, got 'BTCUSDT'`);
    await writeFile(file, '{"code":-1003}');
    expect(await run(['--port', '0', '--exchange-info', file])).toBe(1);
    expect(printed[1]).toBe(`${file}: exchangeInfo: symbols: expected a list, got nothing`);
  });

  it('--empty starts without trades, books and balances', async () => {
    const exchange = await start('--empty', '--balances', 'BTC=1');
    expect(await get(exchange, 'depth?symbol=BTCUSDT')).toMatchObject({ bids: [], asks: [] });
    expect(await trading(exchange)).toEqual([]);
    expect(await get(exchange, 'klines?symbol=BTCUSDT&interval=1m')).toEqual([]);
    const { engine, keys } = await (await fetch(`${exchange.rest}/sim/state`)).json();
    const { account } = keys.find(({ apiKey }: { apiKey: string }) => apiKey === exchange.apiKey);
    const { balances } = engine.accounts.find(({ id }: { id: number }) => id === account);
    expect(balances).toMatchObject([{ asset: 'BTC', free: { $: '100000000' } }]);
    expect(await exchange.stop()).toBe(0);
  });
});

describe('run with --source', () => {
  it('error: the file cannot be read to its end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'source-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'BTCUSDT-trades-2024-08-01.csv.gz');
    const trades = Array.from(
      { length: 20_000 },
      (_, id) => `${id},60000,1,60000,${1722470400000 + id * 100},True,True`,
    );
    const packed = gzipSync(trades.join('\n'));
    await writeFile(file, packed.subarray(0, packed.length / 2));
    const exchange = await start('--source', file, '--speed', '1000000');
    expect(await exchange.ended).toBe(1);
    expect(printed.at(-1)).toBe(`${file}: unexpected end of file`);
  });
});

describe('--replay', () => {
  let folder: string;
  let file: string;
  const trade = (second: number): string =>
    `${second}000000000 {"stream":"abcusdt@trade","data":{"e":"trade","t":${second}}}`;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recording-'));
    file = join(folder, 'session.txt');
    await writeFile(file, [trade(1), '1500000000 {"lastUpdateId":1,"bids":[],"asks":[]}', trade(51)].join('\n'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(['0', '5'])('replays at the speed of the exchange’s time (--speed %s)', async (speed) => {
    const exchange = await start('--replay', file, '--speed', speed, '--symbols', 'ABCUSDT');
    const socket = new WebSocket(`${exchange.streams}/ws/abcusdt@trade`);
    const next = async (): Promise<{ t?: number; result?: unknown }> =>
      JSON.parse(String((await once(socket, 'message'))[0]));
    const control = (route: string): Promise<Response> => fetch(`${exchange.rest}/sim/${route}`, { method: 'POST' });
    expect((await next()).t).toBe(1);
    await control('speed?speed=0');
    // The second trade comes 50 s after the first in the exchange's time. A replay that applied `--speed 5` a second
    // time would make this trade after 10 s, so already in this step of 15 s.
    await control('advance?ms=15000');
    const listed = next();
    socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
    expect(await listed).toMatchObject({ result: ['abcusdt@trade'] });
    const second = next();
    await control('advance?ms=35000');
    expect((await second).t).toBe(51);
    expect(await exchange.stop()).toBe(0);
  });
});

describe('run with --mirror', () => {
  it('trades on the market of another exchange, and reports when it is stale', async () => {
    const upstream = await start('--symbols', 'BTCUSDT');
    const args = ['--port', '0', '--json', '--history', '0.01', '--mirror', upstream.rest, '--symbols', 'btcusdt'];
    printed.length = 0;
    let end: () => void = () => undefined;
    const code = run(args, () => new Promise<void>((resolve) => (end = resolve)));
    await vi.waitUntil(() => printed.some((line) => line.startsWith('{')), 10_000);
    const { rest } = JSON.parse(printed.find((line) => line.startsWith('{')) as string) as Ready;
    const public_ = async (base: string, path: string) => (await fetch(`${base}/api/v3/${path}`)).json();
    const { symbols } = await public_(rest, 'exchangeInfo');
    expect(symbols).toMatchObject([{ symbol: 'BTCUSDT', status: 'TRADING' }]);
    expect(printed.some((line) => /Z BTCUSDT is live$/.test(line))).toBe(true);
    const prices = async (base: string) => Number((await public_(base, 'ticker/bookTicker?symbol=BTCUSDT')).askPrice);
    expect(await prices(rest)).toBeCloseTo(await prices(upstream.rest), -3);
    await upstream.stop();
    await vi.waitUntil(() => printed.some((line) => /Z BTCUSDT is stale: reconnect$/.test(line)), 10_000);
    expect((await public_(rest, 'exchangeInfo')).symbols[0].status).toBe('HALT');
    end();
    expect(await code).toBe(0);
  });

  it.each([
    [['--mirror', 'elsewhere'], 1, '--mirror: expected live, testnet, demo, marketData, or a URL such as http'],
    [['--mirror', 'live', '--speed', '1'], 2, '--speed: not possible with --mirror'],
    [['--mirror', 'live', '--source', 'x.csv'], 2, '--source: not possible with --mirror'],
    [['--mirror', ''], 2, '--mirror: expected a value'],
  ])('error: %j', async (args, code, message) => {
    expect(await run(args, async () => undefined)).toBe(code);
    expect(printed.join()).toContain(message);
  });
});
