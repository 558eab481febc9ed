import { BinanceSocketManager, trade } from '@pkg/streams';
import { expect, optionsOf, type Target } from './target.js';

/** Receives trades, by a listener and by an iterator. */
export async function streams(target: Target): Promise<void> {
  const manager = new BinanceSocketManager({ environment: optionsOf(target).environment });
  try {
    const heard = await new Promise<string>((resolve, reject) => {
      manager.subscribe(trade('BTCUSDT'), ({ s }) => resolve(s)).catch(reject);
    });
    expect('symbol of the trade', heard, 'BTCUSDT');
    for await (const { e } of manager.stream([trade('BTCUSDT')])) {
      expect('event', e, 'trade');
      break;
    }
  } finally {
    await manager.close();
  }
}
