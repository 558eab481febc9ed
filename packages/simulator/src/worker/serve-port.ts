import type { Exchange } from '../exchange/exchange.js';
import { handleControl } from '../server/control-routes.js';
import type { SyntheticMarket } from '../sources/synthetic/synthetic-market.js';
import type { Port, ToExchange, ToPage } from './messages.js';
import type { PacedTime } from './paced-time.js';

/** Options of {@link servePort}. */
export type ServePortOptions = {
  /** The market that the route `/sim/market` controls. @default none */
  readonly market?: SyntheticMarket | undefined;
  /**
   * The object that moves the exchange's time. Through the port, the page sets the speed by `setSpeed`, and is notified
   * of the time by `onTime`.
   * @default none
   */
  readonly time?: PacedTime | undefined;
  /** A value for the page, such as the API key of an account. It must be structured-cloneable. @default none */
  readonly details?: unknown;
};

/**
 * Serves an exchange over a port, usually from a worker: REST, sockets and the `/sim/` routes. The page connects with
 * `connectPort`. Returns a function that stops serving.
 */
export function servePort(exchange: Exchange, port: Port, options: ServePortOptions = {}): () => void {
  const { market, time, details } = options;
  const { environment } = exchange;
  const fetch = environment.fetch as typeof globalThis.fetch;
  const MemorySocket = environment.WebSocket as typeof WebSocket;
  const sockets = new Map<number, WebSocket>();
  const post = (message: ToPage): void => port.postMessage(message);

  async function answer({ id, url, init }: Extract<ToExchange, { kind: 'fetch' }>): Promise<void> {
    try {
      const { method, headers, body } = init;
      const response = await fetch(url, { method, headers: [...headers] as [string, string][], body: body ?? null });
      const text = await response.text();
      post({ kind: 'response', id, status: response.status, headers: [...response.headers], body: text });
    } catch (error) {
      post({ kind: 'noResponse', id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  function open({ id, url }: Extract<ToExchange, { kind: 'open' }>): void {
    const socket = new MemorySocket(url);
    sockets.set(id, socket);
    socket.addEventListener('open', () => post({ kind: 'opened', id }));
    socket.addEventListener('message', ({ data }) => post({ kind: 'frame', id, text: String(data) }));
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      sockets.delete(id);
      post({ kind: 'closed', id, code, reason, wasClean });
    });
  }

  async function control({ id, route, fields }: Extract<ToExchange, { kind: 'control' }>): Promise<void> {
    try {
      const [method = '', path = ''] = route.split(' ');
      const request = { method, path, query: '', body: JSON.stringify(fields) };
      const handle = () => handleControl({ exchange, market }, request);
      post({ kind: 'controlled', id, ...(await (time ? time.run(handle) : handle())) });
    } catch (error) {
      // Reached if the fields are not JSON values, or if the exchange's time cannot move because its source has failed.
      const message = error instanceof Error ? error.message : String(error);
      post({ kind: 'controlled', id, status: 400, body: JSON.stringify({ error: message }) });
    }
  }

  function receive({ data }: MessageEvent): void {
    const message = data as ToExchange;
    if (message.kind === 'fetch') void answer(message);
    else if (message.kind === 'open') open(message);
    else if (message.kind === 'send') sockets.get(message.id)?.send(message.text);
    else if (message.kind === 'close') sockets.get(message.id)?.close(message.code, message.reason);
    else if (message.kind === 'control') void control(message);
    else if (message.kind === 'speed' && time) time.speed = message.speed;
  }

  port.addEventListener('message', receive);
  port.start?.();
  const stopReports = time?.onChange((state) => post({ kind: 'time', ...state }));
  const { name, rest, streams, wsApi } = environment;
  post({ kind: 'ready', addresses: { name, rest, streams, wsApi }, details });
  return () => {
    stopReports?.();
    port.removeEventListener('message', receive);
    for (const socket of sockets.values()) socket.close();
  };
}
