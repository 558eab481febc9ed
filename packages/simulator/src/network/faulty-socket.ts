import type { Clock } from '@pkg/core';
import type { FaultScope } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import type { Wire } from './client-socket.js';
import { createConversation } from './frame-target.js';

/** Where frames of one socket pass through the faults in force, in both directions, in order. */
export type FramePipe = {
  toClient(text: string): void;
  ping(payload: string): void;
  /** Whether anything from the client arrives at all. */
  fromClient(): boolean;
  /** Whether anything arrives at the client at all. */
  reachesClient(): boolean;
  /** Hands a client's frame over, late where a delay is in force, or not at all. */
  receive(text: string, deliver: (text: string) => void): void;
  close(): void;
};

export function createFramePipe(options: {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  readonly wire: Wire;
  readonly scope: FaultScope;
  readonly isOpen: () => boolean;
}): FramePipe {
  const { clock, faults, random, wire, scope, isOpen } = options;
  const conversation = scope === 'wsApi' ? createConversation() : undefined;
  const subject = (about = '') => ({ scope, target: about ? `${wire.url} ${about}` : wire.url });
  // Frames of a TCP connection keep their order: a later one never overtakes a delayed one.
  const freeAt = { out: 0, in: 0 };
  const timers = new Set<unknown>();

  const later = (way: 'out' | 'in', ms: number, act: () => void): void => {
    const now = clock.monotonic();
    const due = Math.max(now + ms, freeAt[way]);
    if (due <= now) return act();
    freeAt[way] = due;
    const timer = clock.setTimeout(() => {
      timers.delete(timer);
      if (isOpen()) act();
    }, due - now);
    timers.add(timer);
  };
  const delayOf = (direction: 'request' | 'answer', about: string): number => {
    let ms = 0;
    for (const delay of faults.strike(subject(about), ['delay'])) {
      if (delay.direction !== undefined && delay.direction !== direction) continue;
      ms += (delay.ms + (delay.jitter ? random.next() * delay.jitter : 0)) / (delay.direction ? 1 : 2);
    }
    return ms;
  };
  const isBlocked = (towards: 'toClient' | 'toExchange'): boolean =>
    faults
      .strike(subject(), ['halfOpen'])
      .some(({ direction = 'both' }) => direction === 'both' || direction === towards);

  const troubled = (frame: string): void => {
    const about = conversation?.subjectOf(frame) ?? '';
    const [fault] = faults.strike(subject(about), [
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
    const send = (text: string): void => later('out', delayOf('answer', about), () => wire.send(text));
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
        return wire.close(fault.code ?? 1001, fault.reason ?? '');
      case 'reset':
      case 'loseAnswer':
        return wire.terminate();
      default:
        send(frame);
    }
  };

  return {
    toClient(text) {
      if (!isOpen()) return;
      if (faults.idle) later('out', 0, () => wire.send(text));
      else if (!isBlocked('toClient')) troubled(text);
    },
    ping(payload) {
      if (faults.idle || !isBlocked('toClient')) later('out', 0, () => wire.ping(payload));
    },
    fromClient: () => faults.idle || !isBlocked('toExchange'),
    reachesClient: () => faults.idle || !isBlocked('toClient'),
    receive(text, deliver) {
      if (faults.idle) return later('in', 0, () => deliver(text));
      const { method, id } = conversation?.asked(text) ?? { method: '', id: 'null' };
      const [fault] = conversation ? faults.strike(subject(method), ['status']) : [];
      const wait = delayOf('request', method);
      if (!fault) return later('in', wait, () => deliver(text));
      if (fault.executed) later('in', wait, () => deliver(text));
      const error = fault.body ?? '{"code":-1000,"msg":"An unknown error occurred while processing the request."}';
      later('out', wait, () => wire.send(`{"id":${id},"status":${fault.status},"error":${error},"rateLimits":[]}`));
    },
    close() {
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
    },
  };
}
