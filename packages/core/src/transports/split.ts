import type { ClientContext } from '../client/context.js';
import { assertConfig } from '../errors/assert-config.js';
import type { Call } from '../operations/call.js';
import type { SocketTransportFactory, Transport, TransportFactory } from './transport.js';

/**
 * Combines two transports. Calls for which `test` returns true are sent by the first transport, all others by the
 * second. If only one of the two uses the WebSocket API, it sends all calls of operations without a REST route.
 *
 * @example
 * // Market data over REST, everything signed over the socket.
 * const transport = split((call) => call.operation.security === 'NONE', rest(), wsApi());
 * const client = createSpotClient({ apiKey, apiSecret, transport });
 * @throws {BinanceConfigError} if an argument is not a function.
 */
export function split<A extends TransportFactory, B extends TransportFactory>(
  test: (call: Call) => boolean,
  first: A,
  second: B,
): [Extract<A | B, SocketTransportFactory>] extends [never] ? TransportFactory : SocketTransportFactory {
  for (const each of [test, first, second]) assertConfig(typeof each === 'function', 'split', 'functions', each);
  const { socket } = first;
  const mayBeEither = !socket === !second.socket;
  const factory = (context: ClientContext): Transport => {
    const [a, b] = [first(context), second(context)];
    const choose = (call: Call): Transport => ((call.operation.rest || mayBeEither ? test(call) : socket) ? a : b);
    return {
      kind: `${a.kind}+${b.kind}`,
      check: (call) => choose(call).check?.(call),
      send: (call) => choose(call).send(call),
      async close() {
        await Promise.all([a, b].map(async (each) => each.close()));
      },
    };
  };
  // The cast is safe: `socket` is defined if one of the two transports has it.
  return Object.assign(factory, { socket: socket ?? second.socket }) as never;
}
