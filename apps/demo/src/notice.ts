import { byId, setText } from './dom.js';

/** Runs an action and shows its error, unless the action is no longer of interest. Resolves with whether it succeeded. */
export async function attempt(action: () => Promise<unknown>, isRelevant = () => true): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (isRelevant()) report(error);
    return false;
  }
}

/** Shows an error in the page's notice line. */
export function report(error: unknown): void {
  const notice = byId('notice');
  notice.hidden = false;
  setText(notice, describe(error));
}

/** Announces a change to screen readers. */
export function announce(text: string): void {
  byId('announcement').textContent = text;
}

/** Hides the notice line. With an error, hides the line only if it still shows that error. */
export function clearNotice(error?: unknown): void {
  const notice = byId('notice');
  if (error === undefined || notice.textContent === describe(error)) notice.hidden = true;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
