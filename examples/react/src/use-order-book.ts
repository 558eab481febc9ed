import type { SpotClient } from '@pkg/core';
import { type DepthCache, DepthCacheManager, type DepthStatus } from '@pkg/streams';
import type { Level } from '@pkg/streams/book';
import { useMemo, useSyncExternalStore } from 'react';

/**
 * The status of a book and its best levels, best first. When the book changes, a new object
 * replaces this one.
 */
export type BookView = {
  readonly status: DepthStatus;
  readonly asks: readonly Level[];
  readonly bids: readonly Level[];
};

/**
 * Returns the best levels of the book of a symbol, or undefined until React has subscribed to
 * the book. The component is rendered again whenever the book changes. The first render with
 * another symbol returns undefined, not the book of the previous symbol.
 */
export function useOrderBook(
  client: SpotClient,
  symbol: string,
  levels = 5,
): BookView | undefined {
  const store = useMemo(
    () => createBookStore(client, symbol, levels),
    [client, symbol, levels],
  );
  return useSyncExternalStore(store.subscribe, store.getView, () => undefined);
}

function createBookStore(client: SpotClient, symbol: string, levels: number) {
  let book: DepthCache | undefined;
  let view: BookView | undefined;
  let version = -1;
  return {
    subscribe(onChange: () => void): () => void {
      const manager = new DepthCacheManager(client, symbol);
      book = manager.getDepthCache();
      const stop = book.subscribe(onChange);
      return () => {
        stop();
        book = undefined;
        view = undefined;
        void manager.close();
      };
    },
    // React renders again when it gets another object. So the same object is returned until
    // the book changes.
    getView(): BookView | undefined {
      if (book && (!view || version !== book.getVersion())) {
        version = book.getVersion();
        view = {
          status: book.status,
          asks: book.getAsks(levels),
          bids: book.getBids(levels),
        };
      }
      return view;
    },
  };
}
