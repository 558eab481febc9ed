import { sharedSignal } from '#shared-signal';
import type { Consumer, StreamNotice } from '../events/consumer.js';
import { EventQueue } from '../events/event-queue.js';
import type { ConsumeOptions, SubscribeOptions } from './market-streams.js';

/** Options of a `for await` loop over streams. */
export type StreamOptions = SubscribeOptions & {
  /**
   * How many events are queued at most while the reader is busy. The queued events take 32 MiB at most.
   * @default 10000
   */
  readonly limit?: number | undefined;
  /**
   * If `false`, depth and ticker streams queue every event while the reader is busy, up to `limit`. If `true`, they
   * queue only their newest state.
   * @default true
   */
  readonly conflate?: boolean | undefined;
};

/** The functions of a manager that `readStreams` uses. */
export type StreamsSource = {
  consume(topic: string, consumer: Consumer, options: ConsumeOptions): Promise<unknown>;
  /** Calls a listener. If the listener throws or its promise rejects, reports the error with the name of the stream. */
  call(listener: () => unknown, stream: string): void;
  /** Receives `lagged` notices if the options of the `for await` loop have no `notice` listener. */
  notice(notice: StreamNotice): void;
  /** Aborted when the manager is closed. */
  readonly closed: AbortSignal;
};

/**
 * Subscribes to streams and returns their events as an async iterator. The caller has checked the arguments by
 * `checkLoop`.
 */
export function readStreams<E>(
  topics: string | readonly string[],
  options: StreamOptions,
  source: StreamsSource,
): AsyncIterableIterator<E> {
  const names = typeof topics === 'string' ? [topics] : topics;
  const { signal, limit = 10_000, conflate = true, notice } = options ?? {};
  const signals = signal ? [signal, source.closed] : [source.closed];
  const subscriptions = new AbortController();
  const end = (): void => queue.end();
  const queue = new EventQueue<E>({
    limit,
    conflates: conflate,
    notice: (received) => source.call(() => (notice ?? source.notice)(received), received.stream),
    onEnd: () => {
      for (const each of signals) sharedSignal(each)?.removeEventListener('abort', end);
      subscriptions.abort();
    },
  });
  if (signals.some((each) => each.aborted)) end();
  else {
    for (const each of signals) sharedSignal(each)?.addEventListener('abort', end);
    for (const name of new Set(names)) {
      const consumer: Consumer = {
        event: (event) => queue.push(name, event as E),
        notice: notice && ((received) => queue.pushNotice(received)),
        // The promise of `consume` rejects with this error too, but only if the stream was not confirmed before.
        status: (status, error) => status === 'failed' && queue.end(error),
      };
      source.consume(name, consumer, { signal: subscriptions.signal }).catch((error: unknown) => queue.end(error));
    }
  }
  return queue;
}
