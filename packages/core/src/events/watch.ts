import type { Call, Reply } from '../operations/call.js';
import type { ClockEvent } from './clock-event.js';
import type { ConnectionEvents } from './connection-events.js';

/** The reports of a client and its transports, each with its values. */
export type Watched =
  /** A request is handed to the transport of this kind. */
  | [what: 'request', call: Call, transport: string]
  /** A request ended: with a reply, an error or both. */
  | [what: 'response', call: Call, reply: Reply | undefined, error: Error | undefined]
  /** The call is sent again after `delay` ms. */
  | [what: 'retry', call: Call, delay: number, error: Error]
  /** The call waits for the rate limits for about `delay` ms; Infinity if other calls must end first. */
  | [what: 'wait', call: Call, delay: number]
  /** The server time was measured. */
  | [what: 'clock', measurement: ClockEvent]
  /** A connection of the WebSocket API was opened, closed or renewed. */
  | { [K in keyof ConnectionEvents]: [what: K, event: ConnectionEvents[K]] }[keyof ConnectionEvents];

/** Receives the reports of a client. It never throws. `withEvents` makes events of the reports. */
export type Watch = (...what: Watched) => void;
