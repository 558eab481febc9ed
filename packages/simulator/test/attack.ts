import { connect } from 'node:net';
import { WebSocket } from 'ws';

type Target = { readonly port: number };
type Random = { next(): number; bytes(length: number): Uint8Array };

/** Values of unexpected types and sizes: numbers, texts, lists and objects. */
const hostile: readonly unknown[] = [
  1e300,
  -1e300,
  1e12,
  2 ** 53,
  -1,
  0.5,
  '1e300',
  '-0',
  '0x7f',
  'Infinity',
  'NaN',
  '',
  ' ',
  '\u0000',
  '9'.repeat(20),
  '9'.repeat(5000),
  'x'.repeat(100_000),
  '__proto__',
  'constructor',
  '🦊'.repeat(100),
  '\ud800',
  null,
  true,
  [],
  {},
  [[]],
  [null],
  [['1', '1', '1']],
  [['1e9', '-1']],
  Array.from({ length: 20_000 }, () => ['1', '1']),
  { USDT: '9'.repeat(20) },
  { '': '1', ['x'.repeat(5000)]: '1' },
  { toString: '1', __proto__: '1' },
];

const names =
  'ms step drift speed kind status body headers code reason seed after for times probability bytes at direction scope target symbol bids asks price quantity side mode filters apiKey apiSecret publicKey balances keys account permissions ipWhitelist house time engine format executed jitter'.split(
    ' ',
  );

const kinds =
  'delay loseAnswer reset hang status truncate oversize duplicate drop disconnect halfOpen stall staleSnapshot queryLag eventFirst'.split(
    ' ',
  );

/** Sends malformed, very large and very many requests to a server. Errors of the connections are ignored. */
export async function attack(
  { port }: Target,
  random: Random,
  rounds: number,
  routes: readonly string[],
): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T;
  const base = `http://127.0.0.1:${port}`;
  const send = async (route: string, body: string | undefined): Promise<void> => {
    const [method = 'GET', path = '/'] = route.split(' ');
    try {
      const signal = AbortSignal.timeout(2000);
      await (await fetch(base + path, { method, signal, ...(method === 'GET' ? {} : { body: body ?? '' }) })).text();
    } catch {
      // A request may fail: the server may close the connection or take longer than 2 s, and the attack itself injects
      // faults that break connections.
    }
  };
  const fields = (): Record<string, unknown> => {
    const chosen: Record<string, unknown> = { symbol: 'BTCUSDT' };
    for (let count = 0; count < 6; count += 1) chosen[pick(names)] = pick(hostile);
    if (random.next() < 0.5) chosen.kind = pick(kinds);
    return chosen;
  };
  for (let round = 0; round < rounds; round += 1) {
    const work = routes.map((route) => send(route, JSON.stringify(fields())));
    work.push(...routes.map((route) => send(`${route}?${query(pick(names), pick(hostile))}`, undefined)));
    work.push(send('PUT /sim/state', `${'['.repeat(200_000)}`));
    work.push(send('POST /sim/book', `{"symbol":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`));
    work.push(send(`POST /api/v3/order?${query(pick(names), pick(hostile))}`, JSON.stringify(fields())));
    work.push(send(`GET /api/v3/klines?symbol=BTCUSDT&interval=1s&${query('startTime', pick(hostile))}`, undefined));
    work.push(...[garbage(random), ...raw()].map((bytes) => throwAt(port, bytes)));
    work.push(
      ...['/ws', '/stream', '/ws-api/v3', `/ws/${'x@y/'.repeat(2000)}`].map((path) =>
        sendBadFrames(port, path, random),
      ),
    );
    await Promise.all(work);
  }
}

/**
 * Returns a query with one field. Surrogates are replaced with `x`, because an unpaired surrogate cannot be encoded.
 */
function query(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value.replace(/[\ud800-\udfff]/g, 'x') : JSON.stringify(value);
  return `${name}=${encodeURIComponent(text)}`.slice(0, 8000);
}

const garbage = (random: Random): Uint8Array => random.bytes(2000);

/** Returns requests that are not valid HTTP. */
function raw(): string[] {
  const head = 'Host: 127.0.0.1\r\n';
  return [
    '\r\n\r\n\r\n',
    'GET',
    `GET / HTTP/9.9\r\n${head}\r\n`,
    `GET /sim/../sim/state HTTP/1.1\r\n\r\n`,
    `GET /sim/state HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1\r\n\r\n`,
    `GET ${'/'.repeat(100_000)} HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${head}X: ${'y'.repeat(100_000)}\r\n\r\n`,
    `POST /sim/advance HTTP/1.1\r\n${head}Content-Length: -5\r\n\r\n`,
    `POST /sim/advance HTTP/1.1\r\n${head}Content-Length: 99999999999999999999\r\n\r\nx`,
    `POST /sim/advance HTTP/1.1\r\n${head}Content-Length: 100\r\n\r\n{"ms":`,
    `POST /sim/advance HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx`,
    `GET /ws HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `GET /ws HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 99\r\n\r\n`,
    `GET /sim/ HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    `GET /api/v3/ping HTTP/1.1\r\n${head}\r\n`.repeat(200),
  ];
}

/** Opens a connection, writes bytes to it, and resets the connection 30 ms later. */
function throwAt(port: number, bytes: Uint8Array | string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 30));
    socket.resume();
  });
}

/** Opens a WebSocket and sends frames that are not valid requests. */
function sendBadFrames(port: number, path: string, random: Random): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.on('open', () => {
      for (const frame of frames(random)) socket.send(frame);
      setTimeout(() => socket.terminate(), 50);
    });
  });
}

function frames(random: Random): (string | Uint8Array)[] {
  return [
    '',
    'null',
    '[]',
    '{"id":',
    '['.repeat(100_000),
    `{"id":1,"method":"order.place","params":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
    `{"id":1e400,"method":"time"}`,
    `{"id":{},"method":{},"params":[]}`,
    `{"id":1,"method":"__proto__","params":{"__proto__":{"symbol":1}}}`,
    `{"id":1,"method":"klines","params":{"symbol":"BTCUSDT","interval":"1s","startTime":1e300,"limit":-1e300}}`,
    `{"id":1,"method":"SUBSCRIBE","params":${JSON.stringify(Array.from({ length: 2000 }, (_, at) => `x${at}@y`))}}`,
    `{"id":1,"method":"SUBSCRIBE","params":["btcusdt@kline_1s@+99:99","btcusdt@depth999@1ms",null,{}]}`,
    `{"id":1,"method":"userDataStream.subscribe.signature","params":{"apiKey":"${'x'.repeat(10_000)}"}}`,
    random.bytes(5000),
  ];
}
