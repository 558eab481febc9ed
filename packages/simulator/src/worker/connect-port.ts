import type { MemoryEnvironment } from '../network/memory/environment.js';
import { PendingRequests } from '../network/pending-requests.js';
import type { Port, ToExchange, ToPage } from './messages.js';
import { checkSpeed, type TimeState } from './paced-time.js';
import { PortWebSocket, type SocketPort } from './port-web-socket.js';

/** An exchange that runs at the other end of a port. */
export type PortExchange = {
  /** The option `environment` for `createSpotClient`. With it, a client sends all requests through the port. */
  readonly environment: MemoryEnvironment;
  /** The value that the worker passed to `servePort` as the option `details`. Its type is not checked. */
  readonly details: unknown;
  /**
   * Sends a request to one of the `/sim/` routes, such as `POST /sim/trade`, and resolves with the answer.
   *
   * @throws {RangeError} if the route refuses the fields
   * @throws {Error} if the connection is closed
   */
  control(route: string, fields?: object): Promise<unknown>;
  /** Sets the speed of the exchange's time. 0 stops it. @throws {RangeError} if the speed is negative or not finite */
  setSpeed(speed: number): void;
  /**
   * Adds a listener, which is called when the speed of the exchange's time changes, and a few times a second while the
   * time moves. Returns a function that removes the listener.
   */
  onTime(listener: (state: TimeState) => void): () => void;
  /** Ends all sockets and all open requests. The worker keeps running until the caller ends it. */
  close(): void;
};

/**
 * Connects to an exchange that `servePort` serves at the other end of the port. Resolves when the exchange is ready.
 *
 * @throws {Error} if the worker reports that it could not start
 */
export function connectPort(port: Port): Promise<PortExchange> {
  const sockets = new Map<number, PortWebSocket>();
  const waiting = new Map<number, (message: ToPage) => void>();
  const pending = new PendingRequests();
  const timeListeners = new Set<(state: TimeState) => void>();
  let lastId = 0;
  let isClosed = false;
  const post = (message: ToExchange): void => {
    if (!isClosed) port.postMessage(message);
  };
  const ask = (id: number, message: ToExchange): Promise<ToPage> =>
    new Promise((resolve) => {
      if (isClosed) return resolve(noResponse(id));
      waiting.set(id, resolve);
      post(message);
    });
  const socketPort: SocketPort = {
    add: (socket) => {
      sockets.set(++lastId, socket);
      if (isClosed) queueMicrotask(() => socket.closed(1006, '', false));
      return lastId;
    },
    remove: (id) => sockets.delete(id),
    post,
  };

  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const { signal, method, headers, url } = request;
    signal.throwIfAborted();
    const body = method === 'GET' ? undefined : await request.text();
    const id = ++lastId;
    const replied = ask(id, { kind: 'fetch', id, url, init: { method, headers: [...headers], body } });
    const reply = await pending.settle(request, replied);
    if (reply.kind !== 'response') throw new TypeError('fetch failed');
    const hasBody = ![204, 205, 304].includes(reply.status);
    const headersOfReply = [...reply.headers] as [string, string][];
    return new Response(hasBody ? reply.body : null, { status: reply.status, headers: headersOfReply });
  }

  async function control(route: string, fields: object = {}): Promise<unknown> {
    const id = ++lastId;
    const reply = await ask(id, { kind: 'control', id, route, fields });
    if (reply.kind !== 'controlled') throw new Error('control: the connection to the exchange is closed');
    const { status, body } = reply;
    const answer: unknown = JSON.parse(body);
    if (status !== 200) throw new RangeError(String((answer as { error?: unknown }).error));
    return answer;
  }

  const WebSocketOfPort = class extends PortWebSocket {
    constructor(url: string | URL) {
      super(socketPort, url);
    }
  } as unknown as MemoryEnvironment['WebSocket'];

  return new Promise((resolve, reject) => {
    const receive = ({ data }: MessageEvent): void => {
      const message = data as ToPage;
      if (message.kind === 'frame') sockets.get(message.id)?.received(message.text);
      else if (message.kind === 'opened') sockets.get(message.id)?.opened();
      else if (message.kind === 'closed')
        sockets.get(message.id)?.closed(message.code, message.reason, message.wasClean);
      else if (message.kind === 'time') for (const listener of timeListeners) listener(message);
      else if (message.kind === 'failed') {
        port.removeEventListener('message', receive);
        reject(new Error(message.message));
      } else if (message.kind === 'ready') {
        const { addresses, details } = message;
        resolve({
          environment: {
            ...addresses,
            maxClockOffset: Number.POSITIVE_INFINITY,
            fetch: fetch as typeof globalThis.fetch,
            WebSocket: WebSocketOfPort,
          },
          details,
          control,
          setSpeed: (speed) => {
            checkSpeed(speed);
            post({ kind: 'speed', id: ++lastId, speed });
          },
          onTime: (listener) => {
            timeListeners.add(listener);
            return () => timeListeners.delete(listener);
          },
          close: () => {
            for (const id of sockets.keys()) post({ kind: 'close', id, code: undefined, reason: '' });
            isClosed = true;
            port.removeEventListener('message', receive);
            for (const [id, settle] of waiting) settle(noResponse(id));
            waiting.clear();
            for (const socket of [...sockets.values()]) socket.closed(1006, '', false);
          },
        });
      } else {
        waiting.get(message.id)?.(message);
        waiting.delete(message.id);
      }
    };
    port.addEventListener('message', receive);
    port.start?.();
  });
}

/** The reply to a request whose connection is closed. */
const noResponse = (id: number): ToPage => ({ kind: 'noResponse', id, message: 'the connection is closed' });
