import type { ClientContext, Transport, TransportFactory } from '@pkg/core';

/**
 * Creates a WebSocket API transport. Its code is loaded at the first signed call, because a page that only shows market
 * data does not need it.
 */
export const lazyWsApi: TransportFactory = (context: ClientContext): Transport => {
  let transport: Transport | undefined;
  let isClosed = false;
  const load = async (): Promise<Transport> => {
    const { wsApi } = await import('./ws-api.js');
    transport ??= wsApi()(context);
    if (isClosed) void transport.close();
    return transport;
  };
  return {
    kind: 'wsApi',
    send: async (call) => (transport ?? (await load())).send(call),
    close: async () => {
      isClosed = true;
      await transport?.close();
    },
  };
};
