import { signal } from '@preact/signals';

/** Code of the library that does what the user just did. */
export type Snippet = { readonly title: string; readonly code: string };

export class CodeNotes {
  readonly latest = signal<Snippet | undefined>(undefined);

  note(title: string, code: string): void {
    this.latest.value = { title, code };
  }

  /** Notes one call of a client method. */
  call(title: string, method: string, params: object): void {
    this.note(title, `const answer = await client.${method}(${literal(params)});`);
  }
}

/** Parameters as an object literal. */
function literal(params: object): string {
  const lines = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}: ${typeof value === 'string' ? `'${value}'` : String(value)},`);
  return `{\n${lines.join('\n')}\n}`;
}
