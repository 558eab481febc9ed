import { createClient } from '@pkg/core';
import { getKlines } from '@pkg/core/operations';
import { LivePrice } from './live-price.tsx';

export const dynamic = 'force-dynamic';

/** A page that is rendered on the server, so that the candles are in the HTML. */
export default async function Page() {
  const client = createClient({ operations: { getKlines } });
  const candles = await client.getKlines({ symbol: 'BTCUSDT', interval: '1h', limit: 5 });
  return (
    <main>
      <LivePrice symbol="BTCUSDT" initial={candles.at(-1)?.[4] ?? ''} />
      <ul>
        {candles.map(([openTime, , , , close]) => (
          <li key={openTime}>
            {new Date(openTime).toISOString()} {close}
          </li>
        ))}
      </ul>
    </main>
  );
}
