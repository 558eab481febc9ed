import { type ClientOptions, createSpotClient, type SpotSocketClient } from '@pkg/core';
import { wsApi } from '@pkg/streams';

/** Creates a client for a page. It trades over the WebSocket API, and a server signs. The page never has the secret. */
export function createPageClient(
  options: Pick<ClientOptions, 'environment'> & {
    readonly apiKey: string;
    readonly sign: (payload: string) => Promise<string>;
  },
): SpotSocketClient {
  const { environment, apiKey, sign } = options;
  return createSpotClient({ environment, apiKey, signer: sign, transport: wsApi() });
}

/** Asks the server for a signature. */
export async function signOnServer(payload: string): Promise<string> {
  const response = await fetch('/sign', { method: 'POST', body: payload, credentials: 'same-origin' });
  if (!response.ok) throw new Error(`not signed: ${response.status}`);
  return response.text();
}
