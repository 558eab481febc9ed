import { type ClientOptions, createSpotClient, type SpotSocketClient } from '@pkg/core';
import { wsApi } from '@pkg/streams';

/**
 * Creates a client for a web page. It trades over the WebSocket API. A server makes the signatures, so the page never
 * has the secret.
 */
export function createPageClient(
  options: Pick<ClientOptions, 'environment'> & {
    readonly apiKey: string;
    readonly sign: (payload: string) => Promise<string>;
  },
): SpotSocketClient {
  const { environment, apiKey, sign } = options;
  return createSpotClient({ environment, apiKey, signer: sign, transport: wsApi() });
}

/** Requests a signature from the server. */
export async function signOnServer(payload: string): Promise<string> {
  const response = await fetch('/sign', {
    method: 'POST',
    body: payload,
    credentials: 'same-origin',
  });
  if (!response.ok) throw new Error(`not signed: ${response.status}`);
  return response.text();
}
