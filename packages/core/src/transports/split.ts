import type { ClientContext } from '../client/context.js';
import { assertConfig } from '../errors/assert-config.js';
import type { Call } from '../operations/call.js';
import type { Transport, TransportFactory } from './transport.js';

/**
 * Combines two transports. Calls for which `test` returns true are sent by the first transport, all others by the
 * second.
 *
 * @example
 * // Market data over REST, everything signed over the socket.
 * const transport = split((call) => call.operation.security === 'NONE', rest(), wsApi());
 * const client = createSpotClient({ apiKey, apiSecret, transport });
 */
export function split(
  test: (call: Call) => boolean,
  first: TransportFactory,
  second: TransportFactory,
): TransportFactory {
  for (const each of [test, first, second]) assertConfig(typeof each === 'function', 'split', 'functions', each);
  const factory = (context: ClientContext): Transport => {
    const [a, b] = [first(context), second(context)];
    return {
      kind: `${a.kind}+${b.kind}`,
      check: (call) => (test(call) ? a : b).check?.(call),
      send: (call) => (test(call) ? a : b).send(call),
      async close() {
        await Promise.all([a, b].map(async (each) => each.close()));
      },
    };
  };
  return Object.assign(factory, { socket: first.socket ?? second.socket });
}
