import { describe, expect, it, vi } from 'vitest';
import { BookLog } from '../../apps/demo/src/session/book-log.js';
import { Wire, type WireEntry } from '../../apps/demo/src/session/message-log.js';

/** A fake WebSocket. The test opens it and sends frames through it. */
class FakeSocket extends EventTarget {
  readonly OPEN = 1;
  readyState = 1;
  readonly sent: string[] = [];
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
  }

  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 2;
  }
}

function openSocket() {
  vi.stubGlobal('CloseEvent', class extends Event {});
  const end = new AbortController();
  const wire = new Wire(end.signal);
  const environment = wire.tap({ WebSocket: FakeSocket } as never) as unknown as {
    WebSocket: new (url: string) => FakeSocket;
  };
  const socket = new environment.WebSocket('ws://127.0.0.1:1/ws-api/v3');
  const streams = new environment.WebSocket('ws://127.0.0.1:1/stream');
  const entries: WireEntry[] = [];
  wire.onEntry((entry) => entries.push(entry), end.signal);
  const delivered: string[] = [];
  socket.addEventListener('message', (event) => delivered.push(String((event as MessageEvent).data)));
  const receive = (frame: object): void => {
    socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  };
  socket.dispatchEvent(new Event('open'));
  return { wire, socket, streams, entries, delivered, receive, end };
}

describe('Wire', () => {
  it('shows the used weight of a reply, and never an order count as weight', () => {
    const { socket, entries, receive, end } = openSocket();
    const orders = { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50, count: 3 };
    const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 70 };
    for (const [id, rateLimits] of [
      [1, [orders]],
      [2, [orders, weight]],
      [3, [weight]],
    ] as const) {
      socket.send(JSON.stringify({ id, method: 'order.place', params: {} }));
      receive({ id, status: 200, result: {}, rateLimits });
    }
    const replies = entries.filter(({ way }) => way === 'in').map(({ detail }) => detail);
    expect(replies).toEqual(['200', '200, used weight 70', '200, used weight 70']);
    end.abort();
  });

  it('shows no key, signature or time of a request', () => {
    const { socket, entries, end } = openSocket();
    const params = { symbol: 'BTCUSDT', apiKey: 'KEY', signature: 'SIG', timestamp: 1111111111111 };
    socket.send(JSON.stringify({ id: 1, method: 'order.place', params }));
    expect(JSON.stringify(entries)).not.toMatch(/KEY|SIG|1111111111111/);
    expect(socket.sent).toHaveLength(1);
    end.abort();
  });

  it('tells replies of two sockets apart, although both sockets use the same request ids', () => {
    const { wire, socket, streams, entries, delivered, receive, end } = openSocket();
    wire.loseReplyTo('order.place');
    streams.send(JSON.stringify({ id: 1, method: 'SUBSCRIBE', params: ['btcusdt@trade'] }));
    socket.send(JSON.stringify({ id: '1', method: 'order.place', params: {} }));
    const subscribed = vi.fn();
    streams.addEventListener('message', subscribed);
    streams.dispatchEvent(new MessageEvent('message', { data: '{"result":null,"id":1}' }));
    expect(subscribed).toHaveBeenCalledTimes(1);
    receive({ id: '1', status: 200, result: {} });
    expect(delivered).toEqual([]);
    expect(entries.filter(({ way }) => way !== 'out').map(({ what, detail }) => `${what} ${detail}`)).toEqual([
      'socket open 127.0.0.1:1/ws-api/v3',
      'SUBSCRIBE ok',
      'reply lost order.place',
      'socket closed 127.0.0.1:1/ws-api/v3 1006',
    ]);
    end.abort();
  });

  it('drops only the next depth event of the symbol', () => {
    const { wire, delivered, receive, end } = openSocket();
    const depth = (symbol: string, id: number) => ({ e: 'depthUpdate', E: 1, s: symbol, U: id, u: id, b: [], a: [] });
    wire.dropNextDepth('BTCUSDT');
    receive(depth('ETHUSDT', 1));
    receive(depth('BTCUSDT', 2));
    receive(depth('BTCUSDT', 3));
    wire.dropNextDepth('币安人生USDT');
    receive(depth('币安人生USDT', 4));
    receive(depth('币安人生USDT', 5));
    expect(delivered.map((text) => JSON.parse(text).u)).toEqual([1, 3, 5]);
    end.abort();
  });

  it('ends a socket once when connections are cut, delivers nothing more, and counts it as closed', () => {
    const { wire, socket, delivered, receive, end } = openSocket();
    const closed = vi.fn();
    socket.addEventListener('close', closed);
    expect(wire.openSockets.value).toBe(1);
    wire.cut(1_000);
    receive({ e: 'trade' });
    socket.dispatchEvent(new Event('close'));
    expect(closed).toHaveBeenCalledTimes(1);
    expect(delivered).toEqual([]);
    expect(wire.openSockets.value).toBe(0);
    end.abort();
  });
});

describe('BookLog', () => {
  it('has no update ids of the previous symbol', () => {
    const { wire, receive, end } = openSocket();
    const log = new BookLog(wire, end.signal);
    log.follow('BTCUSDT');
    receive({ e: 'depthUpdate', E: 1, s: 'BTCUSDT', U: 7, u: 9, b: [], a: [] });
    expect(log.newestIds.value).toMatchObject({ first: 7, last: 9 });
    log.follow('ETHUSDT');
    expect(log.newestIds.value).toBeUndefined();
    end.abort();
  });
});
