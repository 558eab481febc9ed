/** Tells when the host came back from sleep, from a hidden tab or from no network; gives what ends the listening. */
export type WakeSource = (listener: () => void) => () => void;

type Target = {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
};

/** A page's own signs of waking: `online`, `pageshow`, and `visibilitychange` to visible. Silent where there is no page. */
export const pageWake: WakeSource = (listener) => {
  const page = globalThis as Target & { document?: Target & { visibilityState?: string } };
  const shown = (): void => {
    if (page.document?.visibilityState === 'visible') listener();
  };
  const signs = [
    [page, 'online', listener],
    [page, 'pageshow', listener],
    [page.document, 'visibilitychange', shown],
  ] as const;
  for (const [target, type, sign] of signs) target?.addEventListener?.(type, sign);
  return () => {
    for (const [target, type, sign] of signs) target?.removeEventListener?.(type, sign);
  };
};
