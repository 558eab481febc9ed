import { connectPort, type PortExchange } from '@pkg/simulator/worker';
import workerUrl from './exchange.worker.ts?worker&url';
import type { ExchangeStart } from './options.js';

type Policy = { createScriptURL(url: string): unknown };
type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
};

/** The name of the Trusted Types policy that the page's Content-Security-Policy allows. */
const POLICY = 'exchange-worker';
let policy: Policy | undefined;

/** Starts the simulated exchange in a worker. The worker ends when the signal aborts. */
export async function startWorker(start: ExchangeStart, signal: AbortSignal): Promise<PortExchange> {
  const worker = new Worker(trusted(workerUrl), { type: 'module' });
  const exchange = connectPort(worker);
  signal.addEventListener('abort', () => worker.terminate());
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'The worker could not be loaded.')));
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  worker.postMessage(start);
  return Promise.race([exchange, broken]);
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
