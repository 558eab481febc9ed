/** Creates an element with a text and a class. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  className = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (text) made.textContent = shown(text);
  if (className) made.className = className;
  return made;
}

/** Sets the text of an element, but only if the text has changed, so that an unchanged element causes no layout. */
export function setText(target: HTMLElement, text: string): void {
  const part = shown(text);
  // Changing the existing text node takes less time than replacing it.
  const node = target.firstChild;
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) {
    if ((node as Text).data !== part) (node as Text).data = part;
  } else if (target.textContent !== part) target.textContent = part;
}

/** Returns the text to show: at most 500 characters, or an empty text if the value is not a text. */
function shown(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, 500) : '';
}

/**
 * Returns a function that requests a call of `draw`. However often the function is called, `draw` runs at most once per
 * animation frame, and never after `signal` has aborted.
 */
export function oncePerFrame(draw: () => void, signal: AbortSignal): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled || signal.aborted) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      if (!signal.aborted) draw();
    });
  };
}
