import type { CallOptions, CallPriority } from '../operations/operation.js';
import type { AbortSignalLike } from '../platform/abort.js';

/** The calls that one signal of a caller aborts. They share one listener: Node warns of a leak above ten. */
class SharedListener extends Set<CallSignal> {
  declare readonly abort: () => void;

  constructor(signal: AbortSignal) {
    super();
    this.abort = () => {
      for (const call of this) call.abort(ABORTED, signal);
    };
  }
}

const ABORTED = 'aborted by the caller';

const sharedListeners = new WeakMap<AbortSignal, SharedListener>();

/**
 * What ends one call: the caller's signal, the deadline, or the end of the client. It is also the options that the
 * transport gets. A real `AbortSignal` costs Node a fifth of a whole call and few transports need one, so it is made when
 * it is first asked for.
 */
export class CallSignal implements AbortSignalLike, CallOptions {
  aborted = false;
  declare reason: unknown;
  declare readonly timeout: number;
  declare readonly validate: boolean | undefined;
  declare readonly priority: CallPriority | undefined;
  readonly #listeners = new Set<() => void>();
  #controller: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor({ signal, validate, priority }: CallOptions, timeout: number) {
    this.timeout = timeout;
    this.validate = validate;
    this.priority = priority ?? undefined;
    if (!signal) return;
    if (signal.aborted) this.abort(ABORTED, signal);
    const shared = sharedListeners.get(signal) ?? new SharedListener(signal);
    if (shared.size === 0) signal.addEventListener('abort', shared.abort);
    sharedListeners.set(signal, shared.add(this));
    this.#release = () => {
      shared.delete(this);
      if (shared.size === 0) signal.removeEventListener('abort', shared.abort);
    };
  }

  /** A real signal that aborts with this one. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  /** Stops listening to the caller's signal. */
  release(): void {
    this.#release?.();
  }

  /** Ends the call. `by` is the caller's signal, if it is what ends the call. */
  abort(text: string, by?: AbortSignal): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = new Error(text, by && { cause: by.reason });
    this.#controller?.abort(this.reason);
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch {
        // One listener that fails, such as with a clock of the caller, must not keep the others from ending the call.
      }
    }
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}
