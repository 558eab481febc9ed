import { byId, setText } from './dom.js';

/** Does something with the exchange; what fails is told in one line, unless nobody waits for it any more. */
export async function attempt(action: () => Promise<unknown>, isAwaited = () => true): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (isAwaited()) report(error);
    return false;
  }
}

/** Tells what went wrong in the page's one line for it. */
export function report(error: unknown): void {
  const notice = byId('notice');
  notice.hidden = false;
  setText(notice, describe(error));
}

/** Tells a screen reader what the page shows by itself. */
export function say(text: string): void {
  byId('said').textContent = text;
}

/** Takes back what was told: everything, or this error where it is still the one that stands there. */
export function hush(error?: unknown): void {
  const notice = byId('notice');
  if (error === undefined || notice.textContent === describe(error)) notice.hidden = true;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
