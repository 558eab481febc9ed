import type { Clock, Environment, Timer } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { defaultWebSocket } from '#web-socket';
import { unexpectedFrame } from '../stream-errors.js';
import { releaseAttempt } from './attempt-budget.js';
import type { FrameClock } from './frame-clock.js';
import type { HandshakeRefusal } from './handshake-refusal.js';
import { LivenessMonitor } from './liveness-monitor.js';
import type { Session } from './session.js';
import { Socket } from './socket.js';

const CONNECT_TIMEOUT = 10_000;
/** Default of the option `maxFrameBytes`: 8 MiB. */
const MAX_FRAME_BYTES = 8 * 2 ** 20;

/** How the sockets of a connection are opened and read. */
export type SocketOptions = {
  readonly clock: Clock;
  /**
   * The origin that the socket connects to. If the origin refuses a handshake and names a time to wait, all connections
   * to this origin wait.
   */
  readonly origin: string;
  /** Has the `WebSocket` class that opens the sockets. The class is read from this object again for each new socket. */
  readonly environment: Pick<Environment, 'WebSocket'>;
  /** The largest frame that is accepted, in bytes. @default 8 MiB */
  readonly maxFrameBytes: number | undefined;
  /** Removes secrets from a text that the exchange sent. */
  readonly redact: (text: string) => string;
  /** Receives the error of each frame that was dropped. */
  readonly dropped: (error: unknown) => void;
  /** Called when the machine slept. The handler has to call `wake` of every connection. */
  readonly woke: () => void;
};

/** Functions with which a session and its socket notify their connection. */
export type SessionEvents = {
  /** Called when the session is ready. */
  ready(): void;
  /**
   * Called when the socket was lost, or did not open in time. `refusal` is set if the exchange refused the handshake.
   */
  lost(reason: string, refusal?: HandshakeRefusal): void;
  /** Called when no socket can be opened, and a further attempt could not succeed either. */
  failed(error: BinanceStreamError): void;
};

/** A session with its socket, its timer and its liveness monitor. */
export class SessionSocket<S extends Session> {
  readonly session: S;
  isReady = false;
  /** Why the exchange will close the socket soon, if it has announced that. */
  endsBecause: string | undefined;
  /** Checks whether the socket is alive; undefined until the socket has opened. */
  liveness: LivenessMonitor | undefined;
  readonly #options: SocketOptions;
  readonly #frameClock: FrameClock;
  /** Whether the socket has used its reserved connection attempt. An unused attempt is given back by {@link drop}. */
  #wasTried = false;
  #socket: Socket | undefined;
  #timer: Timer;

  constructor(session: S, options: SocketOptions, frameClock: FrameClock) {
    this.session = session;
    this.#options = options;
    this.#frameClock = frameClock;
  }

  openAfter(wait: number, events: SessionEvents): void {
    this.#timer = this.#options.clock.setTimeout(() => this.open(events), wait);
  }

  open(events: SessionEvents): void {
    const { clock, environment, origin, dropped, redact, maxFrameBytes = MAX_FRAME_BYTES } = this.#options;
    const { session } = this;
    this.#wasTried = true;
    const WebSocket = environment.WebSocket ?? defaultWebSocket();
    if (!WebSocket) {
      return events.failed(new BinanceStreamError('no WebSocket on this platform: pass environment.WebSocket'));
    }
    this.#timer = clock.setTimeout(() => events.lost('no connection within 10 s'), CONNECT_TIMEOUT);
    try {
      this.#socket = new Socket(WebSocket, session.url, maxFrameBytes, {
        open: () => this.#opened(events),
        message: (frame) => {
          this.liveness?.received();
          // An error in one frame must not end the connection.
          try {
            if (frame === undefined) throw unexpectedFrame('binary');
            if (frame.length > maxFrameBytes) {
              throw new BinanceStreamError(
                `frame of ${frame.length} bytes: expected at most ${maxFrameBytes} (maxFrameBytes)`,
              );
            }
            session.message(frame);
          } catch (error) {
            dropped(error);
          }
        },
        control: () => {
          this.liveness?.received();
          session.control();
        },
        close: (reason, refusal) => {
          this.#socket = undefined;
          refusal?.block(clock, origin);
          events.lost(redact(reason), refusal);
        },
      });
    } catch (cause) {
      clock.clearTimeout(this.#timer);
      // The query contains the names of streams.
      events.failed(new BinanceStreamError(`cannot open ${session.url.split('?')[0]}`, undefined, { cause }));
    }
  }

  /** Cuts the socket and ends the session. */
  drop(reason: string, gracefully: boolean): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    if (!this.#wasTried) releaseAttempt(clock);
    this.liveness?.stop();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate(gracefully);
    this.session.lost(reason);
  }

  #opened(events: SessionEvents): void {
    const { clock, woke } = this.#options;
    const { session } = this;
    const socket = this.#socket;
    if (!socket) return;
    clock.clearTimeout(this.#timer);
    this.liveness = new LivenessMonitor(clock, this.#frameClock, socket.seesPings, {
      probe: (isStale) => session.probe(isStale),
      dead: (reason) => events.lost(reason),
      woke,
    });
    session.opened(socket, () => {
      this.isReady = true;
      events.ready();
    });
  }
}
