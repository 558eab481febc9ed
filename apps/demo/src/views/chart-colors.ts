/**
 * The colours of the charts. They are read from the style sheet, because CSS does not apply to the content of a canvas.
 */
export type ChartColors = {
  readonly up: string;
  readonly down: string;
  readonly text: string;
  readonly line: string;
  readonly accent: string;
  readonly font: string;
};

export function chartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    up: read('--chart-up'),
    down: read('--chart-down'),
    text: read('--dim'),
    line: read('--grid'),
    accent: read('--accent'),
    font: read('--font'),
  };
}

/** Calls `change` when the theme of the page changes. */
export function onThemeChange(change: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  signal.addEventListener('abort', () => observer.disconnect());
}
