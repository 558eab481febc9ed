import type { AppState } from './app-state.js';

/** Handles the page's keyboard shortcuts. Letters are no shortcuts while the user types into an input. */
export function handleKey(app: AppState, event: KeyboardEvent): void {
  // When a browser fills in a form by itself, it sends events without a `key`. They are not shortcuts.
  if (!event.key) return;
  const isTyping = event.target instanceof HTMLElement && event.target.closest('input, select, textarea') !== null;
  if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
    event.preventDefault();
    app.dialog.value = 'search';
    return;
  }
  if (event.key === 'Escape' && !app.dialog.peek()) {
    const isSheet = matchMedia('(max-width: 760px)').matches;
    if (isSheet && app.isFormOpen.peek()) app.isFormOpen.value = false;
    else if (isTyping) (event.target as HTMLElement).blur();
    else app.isInspecting.value = false;
    return;
  }
  if (isTyping || app.dialog.peek() || event.metaKey || event.ctrlKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 'b' || key === 's') {
    app.form.chosenSide.value = key === 'b' ? 'BUY' : 'SELL';
    app.isFormOpen.value = true;
    document.querySelector<HTMLInputElement>('#order .number-field input')?.select();
  } else if (key === '/') app.dialog.value = 'search';
  else if (key === '?') app.dialog.value = 'keys';
  else if (key === 'i') app.isInspecting.value = !app.isInspecting.peek();
  else return;
  event.preventDefault();
}
