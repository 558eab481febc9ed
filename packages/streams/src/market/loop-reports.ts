import { callListener } from '../events/call-listener.js';
import type { Report } from '../events/consumer-list.js';
import { eventsDropped } from '../stream-errors.js';
import type { StreamsSource } from './read-streams.js';

/** How a loop calls the caller's listener of notices, and reports dropped events where there is none. */
export function loopReports(report: Report): Pick<StreamsSource, 'call' | 'notice'> {
  return {
    call: (listener, stream) => callListener(listener, (error) => report(error, stream)),
    notice: (notice) => {
      if (notice.type === 'lagged') report(eventsDropped(notice.count), notice.stream);
    },
  };
}
