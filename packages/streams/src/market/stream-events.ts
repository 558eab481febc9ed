import type { BoardEvents } from '../connection/status-board.js';
import type { GapNotice } from '../events/consumer.js';

/** The events of a manager of streams, by name. */
export type StreamEvents = BoardEvents & {
  /** Messages of a stream were lost, and the stream is back. */
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
