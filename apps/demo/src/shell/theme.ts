import { effect, type Signal, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

/** Applies the theme now and whenever the signal changes. `system` follows the setting of the operating system. */
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
