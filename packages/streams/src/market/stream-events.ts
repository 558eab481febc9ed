import type { BoardEvents } from '../connection/status-board.js';
import type { GapNotice } from '../events/consumer.js';

/** The events of a manager of streams, by name. */
export type StreamEvents = BoardEvents & {
  /** Events of a stream were missed: ids are missing, or the stream is back after a loss. */
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
