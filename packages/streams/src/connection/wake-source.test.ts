import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenForWake } from './wake-source.js';

afterEach(() => void vi.unstubAllGlobals());

/**
 * Makes the global object look like a browser page: an event target with a `document`, which is an event target too.
 */
function stubPage(): { readonly page: EventTarget; readonly document: EventTarget & { visibilityState: string } } {
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  for (const name of ['addEventListener', 'removeEventListener'] as const) vi.stubGlobal(name, page[name].bind(page));
  vi.stubGlobal('document', document);
  return { page, document };
}

describe('listenForWake', () => {
  it('calls the listener when the network is back and when the page is shown, until it stops', () => {
    const { page, document } = stubPage();
    const [calls, errors]: [string[], unknown[]] = [[], []];
    let last = '';
    const stop = listenForWake(
      undefined,
      () => calls.push(last),
      (error) => errors.push(error),
    );
    const fire = (target: EventTarget, type: string, visibilityState = 'visible'): void => {
      last = `${type} ${visibilityState}`;
      document.visibilityState = visibilityState;
      target.dispatchEvent(new Event(type));
    };
    const fireAll = (): void => {
      fire(document, 'visibilitychange', 'hidden');
      fire(document, 'visibilitychange', 'visible');
      fire(page, 'pageshow');
      fire(page, 'online');
      fire(page, 'offline');
      fire(page, 'pagehide');
    };
    fireAll();
    expect(calls.splice(0)).toEqual(['visibilitychange visible', 'pageshow visible', 'online visible']);
    stop();
    fireAll();
    expect([calls, errors]).toEqual([[], []]);
  });

  it('listens to the source of the user instead of the page, and reports its errors', () => {
    const { page } = stubPage();
    const errors: unknown[] = [];
    const report = (error: unknown): number => errors.push(error);
    const calls: string[] = [];
    const stop = listenForWake(
      (listener) => {
        listener();
        return () => calls.push('stopped');
      },
      () => calls.push('woke'),
      report,
    );
    page.dispatchEvent(new Event('online'));
    stop();
    expect(calls).toEqual(['woke', 'stopped']);
    const fail = (): never => {
      throw new Error('of the source');
    };
    listenForWake(fail, () => undefined, report)();
    listenForWake(
      () => fail,
      () => undefined,
      report,
    )();
    expect(errors).toEqual([new Error('of the source'), new Error('of the source')]);
  });

  it('does nothing outside a page', () => {
    expect(() =>
      listenForWake(
        undefined,
        () => undefined,
        () => undefined,
      )(),
    ).not.toThrow();
  });
});
