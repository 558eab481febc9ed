'use client';

import { BinanceSocketManager, miniTicker } from '@pkg/streams';
import { useEffect, useState } from 'react';

/** Shows a price that follows the market in the browser. */
export function LivePrice({
  symbol,
  initial,
}: {
  readonly symbol: string;
  readonly initial: string;
}) {
  const [price, setPrice] = useState(initial);
  useEffect(() => {
    const manager = new BinanceSocketManager();
    manager
      .subscribe(miniTicker(symbol), (event) => setPrice(event.c))
      .catch(() => undefined);
    return () => void manager.close();
  }, [symbol]);
  return <output>{price}</output>;
}
