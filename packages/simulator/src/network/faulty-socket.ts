import type { Clock } from '@pkg/core';
import type { FaultOf, FaultScope } from '../faults/fault-kinds.js';
import type { FaultSubject, Faults } from '../faults/faults.js';
import type { ClientSocket } from './client-socket.js';
import { OpenRequests, type SentFrame } from './open-requests.js';

/** Passes the frames of one socket through the faults that are in force, in both directions. Frames stay in order. */
export type FaultySocket = {
  /** Sends a frame to the client. */
  send(text: string): void;
  ping(payload: string): void;
  /** Passes a frame of the client to `deliver`, unless a fault drops it. A fault may also delay the frame. */
  receive(text: string, deliver: (text: string) => void): void;
  /** Whether frames of the client reach the exchange: false while a `halfOpen` fault blocks this direction. */
  reachesExchange(): boolean;
  /** Whether frames of the exchange reach the client: false while a `halfOpen` fault blocks this direction. */
  reachesClient(): boolean;
  /** Drops all delayed frames. */
  close(): void;
};

export function createFaultySocket(options: {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  readonly client: ClientSocket;
  readonly scope: FaultScope;
  readonly isOpen: () => boolean;
}): FaultySocket {
  const { clock, faults, random, client, scope, isOpen } = options;
  /**
   * The requests that have no answer yet. Undefined for market streams: only on the WebSocket API can a fault apply to
   * single requests.
   */
  const requests = scope === 'wsApi' ? new OpenRequests() : undefined;
  const subject = (target = ''): FaultSubject => ({
    scope,
    target: target ? `${client.url} ${target}` : client.url,
    socket: client,
  });
  // For each direction, the delayed frames, and the time in ms at which the last of them is due. As over TCP, frames
  // stay in order, so no frame is due before an earlier frame. Rounding of times can let the timer of a later frame run
  // first. So each timer delivers the oldest frame, not its own.
  type Delayed = { readonly frames: (() => void)[]; lastDue: number };
  const delayed: Record<'out' | 'in', Delayed> = { out: { frames: [], lastDue: 0 }, in: { frames: [], lastDue: 0 } };
  const timers = new Set<unknown>();

  const setTimer = (ms: number, act: () => void): void => {
    const timer = clock.setTimeout(() => {
      timers.delete(timer);
      if (isOpen()) act();
    }, ms);
    timers.add(timer);
  };
  const runAfter = (direction: 'out' | 'in', ms: number, act: () => void): void => {
    const waiting = delayed[direction];
    const now = clock.monotonic();
    const due = Math.max(now + ms, waiting.lastDue);
    if (due <= now && waiting.frames.length === 0) return act();
    waiting.lastDue = due;
    waiting.frames.push(act);
    setTimer(due - now, () => waiting.frames.shift()?.());
  };
  const delays = (target: string, concerns: (fault: FaultOf<'delay'>) => boolean) =>
    faults
      .applyTo(subject(target), ['delay'], concerns)
      .map(({ ms, jitter = 0, direction }) => ({ direction, ms: ms + (jitter ? random.next() * jitter : 0) }));
  const sumOf = (rows: readonly { readonly ms: number }[]): number => rows.reduce((sum, { ms }) => sum + ms, 0);
  const isBlocked = (blocked: 'toClient' | 'toExchange'): boolean =>
    faults.applyTo(subject(), ['halfOpen'], ({ direction = 'both' }) => direction === 'both' || direction === blocked)
      .length > 0;

  /**
   * Returns how many ms a frame is delayed. Half of a delay without a direction applies to a request, and the other
   * half to its answer. The half for the answer was added to `answerDelay` when the request was received. An event gets
   * the whole delay.
   */
  const delayOf = ({ target, request }: SentFrame): number =>
    request
      ? request.answerDelay + sumOf(delays(target, ({ direction }) => direction === 'answer'))
      : sumOf(delays(target, ({ direction }) => direction !== 'request'));

  const sendThroughFaults = (frame: string): void => {
    const sent = requests?.readSent(frame) ?? { target: '', request: undefined };
    const { target, request } = sent;
    if (request?.answer === 'withheld') return;
    if (request?.answer === 'lost') return client.terminate();
    const kinds = ['stall', 'drop', 'duplicate', 'truncate', 'oversize', 'disconnect'] as const;
    const [fault] = faults.applyTo(subject(target), request ? kinds : [...kinds, 'reset' as const]);
    const held = request?.isWrite ? faults.applyTo(subject(target), ['eventFirst']) : [];
    const send = (text: string): void => {
      const act = (): void => client.send(text);
      // With the fault `eventFirst`, the answer to a request must arrive after the events that the request has caused.
      // `runAfter` would keep the frames in order, so the delayed answer gets a timer of its own.
      if (held.length > 0) setTimer(sumOf(held.map(({ ms = 50 }) => ({ ms }))) + delayOf(sent), act);
      else runAfter('out', delayOf(sent), act);
    };
    switch (fault?.kind) {
      case 'stall':
      case 'drop':
        return;
      case 'duplicate':
        send(frame);
        return send(frame);
      case 'truncate':
        return send(frame.slice(0, Math.floor(frame.length * (fault.at ?? 0.5))));
      case 'oversize':
        return send(frame.padEnd(fault.bytes ?? 1_048_576));
      case 'disconnect':
        return client.close(fault.code ?? 1001, fault.reason ?? '');
      case 'reset':
        return client.terminate();
      default:
        send(frame);
    }
  };

  /** Applies faults to a request of the WebSocket API, and passes it to the exchange unless a fault prevents this. */
  const receiveRequest = (text: string, open: OpenRequests, deliver: (text: string) => void): void => {
    const request = open.add(text);
    const { method, id } = request;
    let delay = 0;
    for (const { direction, ms } of delays(method, (fault) => fault.direction !== 'answer')) {
      delay += direction ? ms : ms / 2;
      request.answerDelay += direction ? 0 : ms / 2;
    }
    const [fault] = faults.applyTo(subject(method), ['reset', 'hang', 'status', 'loseAnswer']);
    if (fault?.kind === 'reset') return runAfter('in', delay, () => client.terminate());
    if (fault?.kind === 'loseAnswer') request.answer = 'lost';
    if (fault?.kind === 'hang' || fault?.kind === 'status') {
      request.answer = 'withheld';
      if (!fault.executed) open.remove(request);
    }
    if (fault === undefined || fault.kind === 'loseAnswer' || fault.executed)
      runAfter('in', delay, () => deliver(text));
    if (fault?.kind !== 'status') return;
    const error = fault.body ?? '{"code":-1000,"msg":"An unknown error occurred while processing the request."}';
    const reply = `{"id":${id},"status":${fault.status},"error":${error},"rateLimits":[]}`;
    runAfter('out', delay + request.answerDelay, () => client.send(reply));
  };

  return {
    send(text) {
      if (!isOpen()) return;
      // Without faults, the frame is sent at once. A fault that has ended may still delay or lose the answer to an open
      // request, so this branch also requires that no request is open.
      if (faults.idle && requests?.isEmpty !== false) runAfter('out', 0, () => client.send(text));
      else if (!isBlocked('toClient')) sendThroughFaults(text);
    },
    ping(payload) {
      if (faults.idle || !isBlocked('toClient')) runAfter('out', 0, () => client.ping(payload));
    },
    receive(text, deliver) {
      if (faults.idle) return runAfter('in', 0, () => deliver(text));
      if (requests) return receiveRequest(text, requests, deliver);
      runAfter('in', sumOf(delays('', ({ direction }) => direction === 'request')), () => deliver(text));
    },
    reachesExchange: () => faults.idle || !isBlocked('toExchange'),
    reachesClient: () => faults.idle || !isBlocked('toClient'),
    close() {
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
    },
  };
}
