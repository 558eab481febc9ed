import { callListener } from '../events/call-listener.js';

/**
 * Calls `listener` when the machine wakes from sleep, the tab is shown again or the network connection is restored.
 * Returns a function that removes the listener.
 */
export type WakeSource = (listener: () => void) => () => void;

type Target = {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
};

/**
 * Listens to a source of wake events, by default those of the page, and returns a function that stops listening. Errors
 * go to `report`, because the source may be code of the user.
 */
export function listenForWake(
  source: WakeSource | undefined,
  listener: () => void,
  report: (error: unknown) => void,
): () => void {
  let stop: (() => void) | undefined;
  callListener(() => {
    stop = (source ?? pageWake)(listener);
  }, report);
  return () => callListener(() => stop?.(), report);
}

/**
 * Listens for `online` and `pageshow`, and for `visibilitychange` when the page becomes visible. Does nothing outside a
 * page.
 */
const pageWake: WakeSource = (listener) => {
  const page = globalThis as Target & { document?: Target & { visibilityState?: string } };
  const shown = (): void => {
    if (page.document?.visibilityState === 'visible') listener();
  };
  const listeners = [
    [page, 'online', listener],
    [page, 'pageshow', listener],
    [page.document, 'visibilitychange', shown],
  ] as const;
  for (const [target, type, each] of listeners) target?.addEventListener?.(type, each);
  return () => {
    for (const [target, type, each] of listeners) target?.removeEventListener?.(type, each);
  };
};
