import { effect, type Signal, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

/** Sets the theme of the page now and when it changes. The theme `system` is that of the machine. */
export function applyTheme(theme: Signal<Theme>): void {
  const query = matchMedia('(prefers-color-scheme: light)');
  const ofSystem = signal(query.matches);
  query.addEventListener('change', () => {
    ofSystem.value = query.matches;
  });
  effect(() => {
    const system = ofSystem.value ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme.value === 'system' ? system : theme.value;
  });
}
