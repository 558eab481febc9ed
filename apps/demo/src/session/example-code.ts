import { signal } from '@preact/signals';

/** Example code that does the same as the user's last action. */
export type Snippet = { readonly title: string; readonly code: string };

export class CodeNotes {
  readonly latest = signal<Snippet | undefined>(undefined);

  note(title: string, code: string): void {
    this.latest.value = { title, code };
  }

  /** Shows the code that calls a method of the client. */
  call(title: string, method: string, params: object): void {
    this.note(title, `const answer = await client.${method}(${literal(params)});`);
  }
}

/** Formats parameters as an object literal. */
function literal(params: object): string {
  const lines = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}: ${typeof value === 'string' ? `'${value}'` : String(value)},`);
  return `{\n${lines.join('\n')}\n}`;
}
