let cached: boolean | undefined;

/**
 * Returns whether the `EventTarget` of this platform itself calls handlers such as `onopen` of a subclass. The
 * `EventTarget` of happy-dom does. In browsers and Node, it calls only listeners that were added by `addEventListener`.
 */
export function callsHandlers(): boolean {
  cached ??= isHandlerCalled();
  return cached;
}

function isHandlerCalled(): boolean {
  let isCalled = false;
  class Probe extends EventTarget {
    readonly onopen = (): void => {
      isCalled = true;
    };
  }
  new Probe().dispatchEvent(new Event('open'));
  return isCalled;
}
