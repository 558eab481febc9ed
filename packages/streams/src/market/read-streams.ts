import type { Checks } from '../arguments.js';
import type { Consumer, StreamNotice } from '../events/consumer.js';
import { EventQueue } from '../events/event-queue.js';
import type { Topic } from '../topic.js';
import type { ConsumeOptions, SubscribeOptions } from './market-streams.js';

/** Options of reading streams by `for await`. */
export type StreamOptions = SubscribeOptions & {
  /** Events held for a reader that is busy. @default 10000 */
  readonly limit?: number | undefined;
  /** `false` keeps every event of depth and ticker streams too, up to `limit`. @default true */
  readonly conflate?: boolean | undefined;
};

/** What feeds readings: streams to consume, and who is told of a notice that the caller has no ear for. */
export type StreamsSource = {
  consume<E>(topic: Topic<E>, consumer: Consumer<E>, options: ConsumeOptions): Promise<unknown>;
  unheard(notice: StreamNotice): void;
  readonly checks: Pick<Checks, 'check' | 'checkSignal'>;
  /** Ends each reading that is under way. */
  readonly readers: Set<() => void>;
};

/** Streams as an async iterator, subscribed at the first read; until it ends, `end` is among the source's readers. */
export function readStreams<E>(
  topics: Topic<E> | readonly Topic<E>[],
  options: StreamOptions,
  source: StreamsSource,
): { readonly events: AsyncIterableIterator<E>; readonly end: () => void } {
  const names = typeof topics === 'string' ? [topics] : topics;
  source.checks.check(Array.isArray(names) && names.length > 0, names, 'a stream or a list of them');
  const { signal, limit = 10_000, conflate = true, notice = source.unheard } = options ?? {};
  source.checks.check(limit >= 1, limit, 'a number of events');
  source.checks.checkSignal(signal);
  const abort = new AbortController();
  const end = (): void => queue.end();
  const queue = new EventQueue<E>({
    limit,
    conflates: conflate,
    notice,
    onEnd: () => {
      signal?.removeEventListener('abort', end);
      abort.abort();
      source.readers.delete(end);
    },
  });
  const subscribe = (): void => {
    for (const name of new Set(names)) {
      const consumer: Consumer<E> = {
        event: (event) => queue.push(name, event),
        notice: (told) => queue.tell(told),
      };
      source.consume(name, consumer, { signal: abort.signal }).catch((error: unknown) => queue.end(error));
    }
  };
  source.readers.add(end);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  let isStarted = false;
  const events: AsyncIterableIterator<E> = {
    next() {
      if (!isStarted && !abort.signal.aborted) subscribe();
      isStarted = true;
      return queue.next();
    },
    return: () => queue.return(),
    [Symbol.asyncIterator]: () => events,
  };
  return { events, end };
}
