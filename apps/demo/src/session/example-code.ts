import { signal } from '@preact/signals';

/** Example code that does the same as the user's last action. */
export type Snippet = { readonly title: string; readonly code: string };

export class CodeNotes {
  readonly latest = signal<Snippet | undefined>(undefined);

  note(title: string, code: string): void {
    this.latest.value = { title, code };
  }
}
