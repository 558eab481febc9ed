import workerUrl from './exchange.worker.ts?worker&url';
import type { ExchangeStart } from './options.js';

type Policy = { createScriptURL(url: string): unknown };
type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
};

/** The name of the Trusted Types policy that the page's Content-Security-Policy allows. */
const POLICY = 'exchange-worker';
let policy: Policy | undefined;

export type StartedWorker = {
  /** The port over which the exchange is served. It keeps messages until the page connects. */
  readonly port: MessagePort;
  /** Rejects if the worker cannot be loaded, or when the signal aborts. */
  readonly failed: Promise<never>;
};

/** Starts the simulated exchange in a worker. The worker ends when the signal aborts. */
export function startWorker(start: ExchangeStart, signal: AbortSignal): StartedWorker {
  const worker = new Worker(trusted(workerUrl), { type: 'module' });
  const { port1: port, port2 } = new MessageChannel();
  worker.postMessage({ ...start, port: port2 }, [port2]);
  signal.addEventListener('abort', () => worker.terminate());
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'The worker could not be loaded.')));
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  return { port, failed };
}

/** Wraps the worker's URL in the object that Trusted Types require. The policy rejects the URL of any other script. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy(POLICY, {
    createScriptURL: (asked) => {
      if (asked !== workerUrl) throw new TypeError(`expected the address of the worker, got ${asked}`);
      return asked;
    },
  });
  // The DOM types do not say that a `Worker` accepts a `TrustedScriptURL`.
  return (policy?.createScriptURL(url) ?? url) as string;
}
