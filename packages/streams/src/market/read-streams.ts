import { assertConfig, BinanceStreamError } from '@pkg/core/internal/platform';
import { sharedSignal } from '#shared-signal';
import { checkSignal } from '../arguments.js';
import type { Consumer, StreamNotice } from '../events/consumer.js';
import type { Report } from '../events/consumer-list.js';
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
  /**
   * Receives the errors of the `notice` listener of a loop. If a loop has no such listener, receives an error for
   * dropped events.
   */
  readonly report: Report;
  /** Aborted when the manager is closed. */
  readonly closed: AbortSignal;
};

/**
 * Subscribes to streams and returns their events as an async iterator.
 *
 * @throws {BinanceConfigError} if `topics` is empty or an option is illegal.
 */
export function readStreams<E>(
  topics: string | readonly string[],
  options: StreamOptions | undefined,
  source: StreamsSource,
): AsyncIterableIterator<E> {
  const { signal, limit = 10_000, conflate = true, notice } = options ?? {};
  assertConfig(
    Array.isArray(topics) ? topics.length > 0 : typeof topics === 'string',
    'topics',
    'a stream or a list of streams',
    topics,
  );
  assertConfig(typeof limit === 'number' && limit >= 1, 'limit', 'a number of events of at least 1', limit);
  checkSignal(signal);
  const names = typeof topics === 'string' ? [topics] : topics;
  const signals = signal ? [signal, source.closed] : [source.closed];
  const subscriptions = new AbortController();
  const end = (): void => queue.end();
  const notify = async (received: StreamNotice): Promise<unknown> => {
    if (notice) return notice(received);
    if (received.type === 'lagged') {
      source.report(new BinanceStreamError(`${received.count} events dropped for a slow reader`), received.stream);
    }
  };
  const queue = new EventQueue<E>({
    limit,
    conflates: conflate,
    // The async function turns an error that the listener throws into a rejection.
    notice: (received) => void notify(received).catch((error) => source.report(error, received.stream)),
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
