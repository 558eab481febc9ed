import type { Clock } from '@pkg/core';
import type { FaultScope } from '../faults/fault.js';
import type { FaultSubject, Faults } from '../faults/faults.js';
import type { ClientSocket } from './client-socket.js';
import { FrameTargets } from './frame-targets.js';

/** Passes the frames of one socket through the faults in force, in both directions. Frames keep their order. */
export type FaultySocket = {
  /** Sends a frame to the client. */
  send(text: string): void;
  ping(payload: string): void;
  /** Passes a frame of the client to `deliver`. A fault may delay or drop it. */
  receive(text: string, deliver: (text: string) => void): void;
  /** Whether frames of the client reach the exchange: false while the connection is half-open in this direction. */
  reachesExchange(): boolean;
  /** Whether frames of the exchange reach the client: false while the connection is half-open in this direction. */
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
  const targets = scope === 'wsApi' ? new FrameTargets() : undefined;
  const subject = (target = ''): FaultSubject => ({ scope, target: target ? `${client.url} ${target}` : client.url });
  // As over TCP, a frame never overtakes an earlier one that is delayed.
  const lastDue = { out: 0, in: 0 };
  const timers = new Set<unknown>();

  const runAfter = (direction: 'out' | 'in', ms: number, act: () => void): void => {
    const now = clock.monotonic();
    const due = Math.max(now + ms, lastDue[direction]);
    if (due <= now) return act();
    lastDue[direction] = due;
    const timer = clock.setTimeout(() => {
      timers.delete(timer);
      if (isOpen()) act();
    }, due - now);
    timers.add(timer);
  };
  const delayOf = (direction: 'request' | 'answer', target: string): number => {
    let ms = 0;
    for (const delay of faults.applyTo(subject(target), ['delay'])) {
      if (delay.direction !== undefined && delay.direction !== direction) continue;
      ms += (delay.ms + (delay.jitter ? random.next() * delay.jitter : 0)) / (delay.direction ? 1 : 2);
    }
    return ms;
  };
  const isBlocked = (blocked: 'toClient' | 'toExchange'): boolean =>
    faults
      .applyTo(subject(), ['halfOpen'])
      .some(({ direction = 'both' }) => direction === 'both' || direction === blocked);

  const sendThroughFaults = (frame: string): void => {
    const target = targets?.targetOf(frame) ?? '';
    const [fault] = faults.applyTo(subject(target), [
      'stall',
      'hang',
      'drop',
      'duplicate',
      'truncate',
      'oversize',
      'disconnect',
      'reset',
      'loseAnswer',
    ]);
    const send = (text: string): void => runAfter('out', delayOf('answer', target), () => client.send(text));
    switch (fault?.kind) {
      case 'stall':
      case 'hang':
      case 'drop':
        return;
      case 'duplicate':
        send(frame);
        return send(frame);
      case 'truncate':
        return send(frame.slice(0, Math.floor(frame.length * (fault.at ?? 0.5))));
      case 'oversize':
        return send(frame + ' '.repeat(Math.max(0, (fault.bytes ?? 1_048_576) - frame.length)));
      case 'disconnect':
        return client.close(fault.code ?? 1001, fault.reason ?? '');
      case 'reset':
      case 'loseAnswer':
        return client.terminate();
      default:
        send(frame);
    }
  };

  return {
    send(text) {
      if (!isOpen()) return;
      if (faults.idle) runAfter('out', 0, () => client.send(text));
      else if (!isBlocked('toClient')) sendThroughFaults(text);
    },
    ping(payload) {
      if (faults.idle || !isBlocked('toClient')) runAfter('out', 0, () => client.ping(payload));
    },
    receive(text, deliver) {
      if (faults.idle) return runAfter('in', 0, () => deliver(text));
      const { method, id } = targets?.addRequest(text) ?? { method: '', id: 'null' };
      const [fault] = targets ? faults.applyTo(subject(method), ['status']) : [];
      const delay = delayOf('request', method);
      if (!fault) return runAfter('in', delay, () => deliver(text));
      if (fault.executed) runAfter('in', delay, () => deliver(text));
      const error = fault.body ?? '{"code":-1000,"msg":"An unknown error occurred while processing the request."}';
      const reply = `{"id":${id},"status":${fault.status},"error":${error},"rateLimits":[]}`;
      runAfter('out', delay, () => client.send(reply));
    },
    reachesExchange: () => faults.idle || !isBlocked('toExchange'),
    reachesClient: () => faults.idle || !isBlocked('toClient'),
    close() {
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
    },
  };
}
