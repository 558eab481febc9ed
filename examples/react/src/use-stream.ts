import type { BinanceSocketManager, Topic } from '@pkg/streams';
import { useMemo, useSyncExternalStore } from 'react';

/**
 * Returns the last events of a stream, newest first, and an empty list until the first one.
 * The component is rendered again after each event. The call may contain `trade(symbol)` as the
 * topic: a topic is a string, so a render with an equal topic keeps the subscription.
 */
export function useStream<E>(
  sockets: BinanceSocketManager,
  topic: Topic<E>,
  limit = 20,
): readonly E[] {
  const store = useMemo(
    () => createStreamStore(sockets, topic, limit),
    [sockets, topic, limit],
  );
  return useSyncExternalStore(store.subscribe, store.getEvents, getNoEvents);
}

const NO_EVENTS: readonly never[] = [];
const getNoEvents = () => NO_EVENTS;

function createStreamStore<E>(sockets: BinanceSocketManager, topic: Topic<E>, limit: number) {
  let events: readonly E[] = NO_EVENTS;
  return {
    subscribe(onChange: () => void): () => void {
      const removed = new AbortController();
      const { signal } = removed;
      const onEvent = (event: E) => {
        events = [event, ...events].slice(0, limit);
        onChange();
      };
      sockets.subscribe<Topic<E>>(topic, onEvent, { signal }).catch((error: unknown) => {
        if (!signal.aborted) console.error(error);
      });
      return () => {
        removed.abort();
        events = NO_EVENTS;
      };
    },
    getEvents: (): readonly E[] => events,
  };
}
