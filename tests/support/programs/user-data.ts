import { createSpotClient, OrderSide, OrderType } from '@pkg/core';
import { BinanceSocketManager, type UserEvent } from '@pkg/streams';
import { expect, optionsOf, type Target } from './target.js';

/** Reads the account, and receives the reports of an order from its placement to its end. */
export async function userData(target: Target): Promise<void> {
  const client = createSpotClient(optionsOf(target));
  const manager = new BinanceSocketManager(client);
  try {
    const account = await manager.userData({ symbols: ['BTCUSDT'] });
    await account.ready();
    expect('status', account.accountState().status, 'live');
    // Other runs of this program may trade on the same account at the same time, so the order is recognized by its id.
    const newClientOrderId = crypto.randomUUID();
    const statuses: string[] = [];
    const filled = new Promise<void>((resolve, reject) => {
      const listener = (event: UserEvent): void => {
        if (event.e !== 'executionReport' || event.c !== newClientOrderId) return;
        statuses.push(event.X);
        if (event.X === 'FILLED') resolve();
      };
      account.subscribe(listener).catch(reject);
    });
    const order = { symbol: 'BTCUSDT', side: OrderSide.BUY, type: OrderType.MARKET, quantity: '0.01' } as const;
    await client.createOrder({ ...order, newClientOrderId });
    await filled;
    expect('first status', statuses[0], 'NEW');
  } finally {
    await manager.close();
    client.close();
  }
}
