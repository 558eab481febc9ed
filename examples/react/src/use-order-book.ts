import type { SpotClient } from '@pkg/core';
import { type DepthCache, DepthCacheManager } from '@pkg/streams';
import { useCallback, useRef, useSyncExternalStore } from 'react';

/**
 * Returns the book of a symbol, or undefined until it is subscribed. The component is rendered again whenever the book
 * changes.
 */
export function useOrderBook(client: SpotClient, symbol: string): DepthCache | undefined {
  const book = useRef<DepthCache | undefined>(undefined);
  const subscribe = useCallback(
    (onChange: () => void) => {
      const manager = new DepthCacheManager(client, symbol);
      book.current = manager.getDepthCache();
      const stop = book.current.subscribe(onChange);
      return () => {
        stop();
        book.current = undefined;
        void manager.close();
      };
    },
    [client, symbol],
  );
  useSyncExternalStore(
    subscribe,
    () => book.current?.getVersion() ?? -1,
    () => -1,
  );
  return book.current;
}
