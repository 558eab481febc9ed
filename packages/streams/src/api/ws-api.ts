import type { ClientContext, SocketTransportFactory, Transport, Watched } from '@pkg/core';
import { sessionOperations } from '@pkg/core/internal';
import { assertConfig } from '@pkg/core/internal/platform';
import { logChanges } from '../connection/log-changes.js';
import { ReconnectingSocket } from '../connection/reconnecting-socket.js';
import type { RenewalOptions } from '../connection/renewal-age.js';
import { StatusBoard, type StatusChange } from '../connection/status-board.js';
import type { WakeSource } from '../connection/wake-source.js';
import { warn } from '../events/call-listener.js';
import { ApiConnection } from './api-connection.js';

/** Options of {@link wsApi}. */
export type WsApiOptions = {
  /**
   * Sets when the connection is replaced by a new one. The exchange closes each connection after 24 hours.
   * @default at an age between 22.5 and 23 hours
   */
  readonly renewal?: RenewalOptions | undefined;
  /** The largest frame that is accepted, in bytes. @default 8 MiB */
  readonly maxFrameBytes?: number | undefined;
  /** Reports that the machine woke from sleep. @default the events of the page; none outside a browser */
  readonly wake?: WakeSource | undefined;
};

/**
 * Makes a client use the WebSocket API. Methods, errors and order rules are the same as over REST. The connection opens
 * with the first call.
 *
 * When the connection is lost, pending calls fail, and the outcome of pending writes is unknown. A write that is called
 * before the connection is open again fails as not sent. After `client.logOn()` with an Ed25519 key, the client logs on
 * again over each new connection.
 *
 * ```ts
 * const client = createSpotClient({ apiKey, privateKey, transport: wsApi() });
 * ```
 */
export function wsApi(options: WsApiOptions = {}): SocketTransportFactory {
  assertConfig(Object(options) === options, 'wsApi', 'an options object', options);
  const create = (context: ClientContext): Transport => {
    const { renewal, maxFrameBytes, wake } = options;
    const report = (error: unknown): void => warn(context.logger, `wsApi: ${error}`);
    const log = logChanges(context.logger);
    const board = new StatusBoard(context.clock, (name, create) => {
      const event = create();
      // The casts are needed, because TypeScript does not know that `event` is the event with this `name`.
      if (name === 'status') log(event as StatusChange);
      else context.watch?.(...([name, event] as Watched));
    });
    const changed = (): void => board.update(connection.socket)?.();
    const connection: ApiConnection = new ApiConnection(context, {
      renewal,
      maxFrameBytes,
      wake,
      changed,
      report,
      Socket: ReconnectingSocket,
    });
    board.add(connection.socket, 'wsApi');
    return {
      kind: 'wsApi',
      check: (call) => connection.check(call),
      send: (call) => connection.send(call),
      close: () => {
        connection.close();
        board.remove(connection.socket)?.();
      },
    };
  };
  return Object.assign(create, { socket: sessionOperations });
}
