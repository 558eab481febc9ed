import type { CallOptions } from '../operations/operation.js';

/** What ends a call before its time: the part of `AbortSignal` that is used here, so that one will do too. */
export type Cancellation = {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  throwIfAborted(): void;
};

/** The calls that end with a caller's signal, all by one listener: Node takes more than ten for a leak. */
class Followers extends Set<Cancel> {
  readonly abort = (): void => {
    for (const cancel of this) cancel.abort('aborted by the caller');
  };
}

const followers = new WeakMap<AbortSignal, Followers>();

/**
 * A call's options as its transport has them: the signal among them ends with the deadline and with the client too. It is
 * made where one is asked for: an `AbortSignal` costs Node a fifth of a whole call, and few ever need it.
 */
export class Cancel implements Cancellation, CallOptions {
  aborted = false;
  reason: unknown;
  readonly timeout: number;
  readonly recvWindow: number | undefined;
  readonly validate: boolean | undefined;
  #listeners: (() => void)[] = [];
  #controller: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor({ signal, recvWindow, validate }: CallOptions, timeout: number) {
    this.timeout = timeout;
    this.recvWindow = recvWindow;
    this.validate = validate;
    if (!signal) return;
    if (signal.aborted) this.abort('aborted by the caller');
    const all = followers.get(signal) ?? new Followers();
    if (all.size === 0) signal.addEventListener('abort', all.abort);
    followers.set(signal, all.add(this));
    this.#release = () => {
      all.delete(this);
      if (all.size === 0) signal.removeEventListener('abort', all.abort);
    };
  }

  /** The same as a real signal. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  /** Lets go of the caller's signal. */
  release(): void {
    this.#release?.();
  }

  abort(reason: string): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = new Error(reason);
    this.#controller?.abort(this.reason);
    for (const listener of this.#listeners.splice(0)) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}
