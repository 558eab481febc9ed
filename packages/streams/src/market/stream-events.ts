import type { BoardEvents } from '../connection/status-board.js';
import type { GapNotice } from '../events/consumer.js';

/** The events that a manager of streams emits, by the name of the event. */
export type StreamEvents = BoardEvents & {
  /** Events of a stream were missed: ids are missing, or the stream was restored after a loss. */
  gap: GapNotice;
};

/** The names of {@link StreamEvents}. */
export const streamEventNames: { readonly [K in keyof StreamEvents]: true } = {
  status: true,
  connect: true,
  disconnect: true,
  renew: true,
  gap: true,
};
