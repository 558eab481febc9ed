let cached: boolean | undefined;

/**
 * Returns whether the `EventTarget` of this platform calls the `on…` handlers of a subclass itself, as that of happy-dom
 * does. The `EventTarget` of the DOM calls listeners only.
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
