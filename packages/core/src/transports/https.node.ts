import http, { type Agent } from 'node:http';
import https from 'node:https';
import { assertConfig } from '../errors/assert-config.js';
import { assertMs, assertObject } from '../errors/assert-option.js';
import { keepAliveAgent, limitIdleTime } from './keep-alive-agent.node.js';
import { checkMaxReplySize, replyTooLarge } from './reply-size.js';
import type { RestRequest } from './rest-request.js';
import { type HttpResponse, type HttpSend, restTransport } from './rest-transport.js';
import type { Transport, TransportFactory } from './transport.js';

/** The longest delay that a timer of Node accepts, in ms. It is the largest legal value of the option `idle`. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Options of {@link httpsRest}. */
export type HttpsOptions = {
  /** How long an unused connection stays open, in ms. @default 900000 */
  readonly idle?: number | undefined;
  /** The most connections at the same time. @default 256 */
  readonly maxSockets?: number | undefined;
  /**
   * Your own agent, for example for a proxy or for other certificates. With it, `idle` and `maxSockets` have no effect.
   * @default each client has an agent of its own
   */
  readonly agent?: Agent | undefined;
  /** The largest reply that is read, in bytes. A larger reply is an error. @default 33554432, which is 32 MiB */
  readonly maxReplySize?: number | undefined;
};

/**
 * Creates a REST transport over `node:https`. Its connections stay open while they are idle, so orders do not wait for
 * a new handshake. It needs less processor time than `fetch`.
 *
 * @throws {BinanceConfigError} if `options` is no object, `idle` is not a legal time, `maxSockets` is not a number of at
 * least 1, or `maxReplySize` is not a legal size.
 */
export function httpsRest(options: HttpsOptions = {}): TransportFactory {
  assertObject('options', options);
  const { idle = 900_000, maxSockets = 256, agent } = options;
  assertMs('idle', idle, LONGEST_TIMER);
  assertConfig(typeof maxSockets === 'number' && maxSockets >= 1, 'maxSockets', 'a number of at least 1', maxSockets);
  const maxSize = checkMaxReplySize(options.maxReplySize);
  return (context): Transport => {
    const { rest } = context.environment;
    assertConfig(rest, 'httpsRest', 'environment.rest');
    const url = new URL(rest);
    const { protocol, host, hostname, port, pathname } = url;
    const own = agent ?? keepAliveAgent(url, maxSockets);
    const secure = protocol === 'https:';
    const request = secure ? https.request : http.request;
    const originLength = rest.length - (pathname === '/' ? 0 : pathname.length);
    const name = hostname.replace(/^\[|\]$/g, '');

    function send({ method, url, headers }: RestRequest, { signal, onSend }: HttpSend): Promise<HttpResponse> {
      // Node does not add `Content-Length` to a list of headers, so it is added here. Without it, Node would send the
      // empty body in chunked encoding.
      const list = ['Host', host];
      for (const name in headers) list.push(name, headers[name] ?? '');
      if (method !== 'GET') list.push('Content-Length', '0');
      return new Promise((resolve, reject) => {
        let hasEnded = false;
        const outgoing = request(
          { hostname: name, port, agent: own, method, path: url.slice(originLength), headers: list },
          (incoming) => {
            if (!agent) limitIdleTime(outgoing, incoming, idle);
            const chunks: Buffer[] = [];
            let size = 0;
            incoming.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size <= maxSize) chunks.push(chunk);
              else incoming.destroy(replyTooLarge(maxSize));
            });
            incoming.on('error', reject);
            incoming.on('end', () => {
              hasEnded = true;
              const body = (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? '';
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.rawHeaders, body });
            });
          },
        );
        const abort = (): void => {
          reject(signal?.reason);
          outgoing.destroy();
        };
        outgoing.on('error', reject);
        // After some lost connections, and after a response with status 101, Node emits `close` without `error`. The
        // promise must settle in these cases too.
        outgoing.on('close', () => {
          signal?.removeEventListener('abort', abort);
          // `close` is emitted for every request, and creating an error takes long. So an error is created only if the
          // response is incomplete.
          if (!hasEnded) reject(new Error('the connection was closed before the response ended'));
        });
        // No byte can be sent before the connection is established.
        outgoing.on('socket', (socket) => {
          if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', () => onSend());
          else onSend();
        });
        signal?.addEventListener('abort', abort);
        outgoing.end();
      });
    }

    return restTransport(context, send, () => {
      if (!agent) own.destroy();
    });
  };
}
