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
  setText(notice, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

/** Tells a screen reader what the page shows by itself. */
export function say(text: string): void {
  byId('said').textContent = text;
}

/** Takes back what was told. */
export function hush(): void {
  byId('notice').hidden = true;
}
