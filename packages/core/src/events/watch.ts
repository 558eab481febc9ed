import type { Call, Reply } from '../operations/call.js';
import type { ClockEvent } from './clock-event.js';
import type { ConnectionEvents } from './connection-events.js';

/** A report of a client or its transports about a call or a connection: a tuple of the report's name and its values. */
export type Watched =
  /** The client passes a request to the transport, which sends it. `transport` is the kind of the transport. */
  | [what: 'request', call: Call, transport: string]
  /** A request ended: with a reply, with an error, or with both if the exchange refused it. */
  | [what: 'response', call: Call, reply: Reply | undefined, error: Error | undefined]
  /** The client will send the request again after `delay` ms. */
  | [what: 'retry', call: Call, delay: number, error: Error]
  /** The call waits for the rate limits for about `delay` ms; Infinity if other calls must end first. */
  | [what: 'wait', call: Call, delay: number]
  /** The server time was measured. */
  | [what: 'clock', measurement: ClockEvent]
  /** A connection of the WebSocket API was opened or closed, or got a new socket. */
  | { [K in keyof ConnectionEvents]: [what: K, event: ConnectionEvents[K]] }[keyof ConnectionEvents];

/** Receives the reports of a client. It never throws. `withEvents` emits the reports as events. */
export type Watch = (...what: Watched) => void;
