import type { Clock } from '@pkg/core';
import type { FaultScope } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import type { Wire } from './wire.js';

/** Where frames of one socket pass through the faults in force, in both directions, in order. */
export type FramePipe = {
  toClient(text: string): void;
  ping(payload: string): void;
  /** Whether anything from the client arrives at all. */
  fromClient(): boolean;
  /** Hands a client's frame over, late where a delay is in force. */
  receive(text: string, deliver: (text: string) => void): void;
  close(): void;
};

export function createFramePipe(options: {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  readonly wire: Wire;
  readonly scope: FaultScope;
  readonly target: string;
  readonly isOpen: () => boolean;
}): FramePipe {
  const { clock, faults, random, wire, scope, target, isOpen } = options;
  const subject = { scope, target };
  // Frames of a TCP connection keep their order: a later one never overtakes a delayed one.
  let freeAt = { out: 0, in: 0 };
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
  const delayOf = (direction: 'request' | 'answer'): number => {
    let ms = 0;
    for (const delay of faults.strike(subject, ['delay'])) {
      if (delay.direction !== undefined && delay.direction !== direction) continue;
      ms += (delay.ms + (delay.jitter ? random.next() * delay.jitter : 0)) / (delay.direction ? 1 : 2);
    }
    return ms;
  };
  const isBlocked = (towards: 'toClient' | 'toExchange'): boolean =>
    faults
      .strike(subject, ['halfOpen'])
      .some(({ direction = 'both' }) => direction === 'both' || direction === towards);

  return {
    toClient(text) {
      if (!isOpen()) return;
      if (faults.idle) return later('out', 0, () => wire.send(text));
      if (isBlocked('toClient')) return;
      const [fault] = faults.strike(subject, [
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
      const send = (frame: string): void => later('out', delayOf('answer'), () => wire.send(frame));
      switch (fault?.kind) {
        case 'stall':
        case 'hang':
        case 'drop':
          return;
        case 'duplicate':
          send(text);
          return send(text);
        case 'truncate':
          return send(text.slice(0, Math.floor(text.length * (fault.at ?? 0.5))));
        case 'oversize':
          return send(text + ' '.repeat(Math.max(0, (fault.bytes ?? 1_048_576) - text.length)));
        case 'disconnect':
          return wire.close(fault.code ?? 1001, fault.reason ?? '');
        case 'reset':
        case 'loseAnswer':
          return wire.terminate();
        default:
          send(text);
      }
    },
    ping(payload) {
      if (!isBlocked('toClient')) later('out', 0, () => wire.ping(payload));
    },
    fromClient: () => faults.idle || !isBlocked('toExchange'),
    receive(text, deliver) {
      later('in', faults.idle ? 0 : delayOf('request'), () => deliver(text));
    },
    close() {
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
      freeAt = { out: 0, in: 0 };
    },
  };
}
