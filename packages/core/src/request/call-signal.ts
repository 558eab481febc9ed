import type { CallOptions, CallPriority } from '../operations/operation.js';
import type { AbortSignalLike } from '../platform/abort.js';

/**
 * The calls that got the same signal from the caller. They share one listener, because Node warns of a memory leak when
 * a signal has more than ten listeners.
 */
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
 * Aborts one call when the caller's signal aborts, the deadline passes or the client is closed. The transport gets this
 * object as the options of the call.
 *
 * In Node, creating an `AbortSignal` takes a fifth of the time of a whole call, so one is created only if the transport
 * reads `signal`. `rest()` reads it, because `fetch` needs an `AbortSignal`. `httpsRest()` and `wsApi()` do not.
 */
export class CallSignal implements AbortSignalLike, CallOptions {
  aborted = false;
  declare reason: unknown;
  declare readonly timeout: number;
  declare readonly validate: boolean | undefined;
  declare readonly priority: CallPriority | undefined;
  declare readonly retry: boolean | undefined;
  #listeners: (() => void)[] = [];
  #controller: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor({ signal, validate, priority, retry }: CallOptions, timeout: number) {
    this.timeout = timeout;
    this.validate = validate;
    this.priority = priority ?? undefined;
    this.retry = retry;
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

  /** A real `AbortSignal` that aborts when this object does. */
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

  /** Aborts the call, with `text` as the reason. If the caller's signal caused this, `by` is that signal. */
  abort(text: string, by?: AbortSignal): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = new Error(text, by && { cause: by.reason });
    this.#controller?.abort(this.reason);
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch {
        // A listener may throw, for example because the clock that the caller passed throws. The other listeners must
        // still be called.
      }
    }
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.filter((each) => each !== listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}
