import { createSpotClient } from '@pkg/core';
import { wsApi } from '@pkg/streams';
import { optionsOf, placeAndCancel, type Target } from './target.js';

/** Places, finds and cancels an order over the WebSocket API. */
export async function wsApiOrders(target: Target): Promise<void> {
  const client = createSpotClient({ ...optionsOf(target), transport: wsApi() });
  try {
    await placeAndCancel(client);
  } finally {
    client.close();
  }
}
