import { callListener } from '../events/call-listener.js';
import type { Report } from '../events/consumer-list.js';
import { eventsDropped } from '../stream-errors.js';
import type { StreamsSource } from './read-streams.js';

/**
 * Returns two functions for a `for await` loop. `call` calls a listener and reports its errors. `notice` reports
 * dropped events as errors, for loops whose options have no `notice` listener.
 */
export function loopReports(report: Report): Pick<StreamsSource, 'call' | 'notice'> {
  return {
    call: (listener, stream) => callListener(listener, (error) => report(error, stream)),
    notice: (notice) => {
      if (notice.type === 'lagged') report(eventsDropped(notice.count), notice.stream);
    },
  };
}
