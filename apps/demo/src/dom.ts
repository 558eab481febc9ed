/** The element with this id. The page's own markup has it. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as E;
}

/** A new element with text and class. */
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

/** Sets text only where it differs, so that an unchanged row costs no layout. */
export function setText(target: HTMLElement, text: string): void {
  const part = shown(text);
  if (target.textContent !== part) target.textContent = part;
}

/** Text as the page shows it. An exchange may send very long text, or none where text is documented. */
function shown(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, 500) : '';
}

/** Returns a function that requests `draw`. `draw` runs at most once per animation frame. */
export function oncePerFrame(draw: () => void): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      draw();
    });
  };
}
