import { Socket } from 'node:net';

type Method = (...args: never[]) => unknown;

/**
 * Functions that the client must not call in a run, because they use the time, the network or the randomness of this
 * machine.
 */
const REAL: readonly (readonly [holder: object, name: string])[] = [
  [globalThis, 'fetch'],
  [globalThis, 'WebSocket'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setInterval'],
  [globalThis, 'setImmediate'],
  [Date, 'now'],
  [performance, 'now'],
  [Math, 'random'],
  [crypto, 'getRandomValues'],
  [crypto, 'randomUUID'],
  [crypto.subtle, 'sign'],
  [crypto.subtle, 'importKey'],
  [Socket.prototype, 'connect'],
];

/**
 * Calls `fail` when code uses the network, the time or the randomness of this machine. Returns a function that allows
 * this again.
 */
export function forbidRealIo(fail: (text: string) => void): () => void {
  const restore = REAL.map(([holder, name]) => {
    const real = Reflect.get(holder, name) as Method | undefined;
    const own = Object.getOwnPropertyDescriptor(holder, name);
    const value = function (this: unknown, ...args: never[]): unknown {
      // Node itself also reads the time, for example for the age of a reply. Only calls by code of the bundle are
      // reported.
      const caller = new Error('real').stack?.split('\n')[2] ?? '';
      if (!caller.includes('node:')) fail(`${name} was used in virtual time ${caller.trim()}`);
      return real?.apply(this, args);
    };
    Object.defineProperty(holder, name, { value, configurable: true, writable: true });
    return () => {
      if (own) Object.defineProperty(holder, name, own);
      else Reflect.deleteProperty(holder, name);
    };
  });
  return () => {
    for (const each of restore) each();
  };
}
