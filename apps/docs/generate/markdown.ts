import type { FieldRow } from './describe-type.js';
import { cell, code, type LinkOf } from './doc-comment.js';

/** Formats a table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Formats a type as inline code, with a hyperlink to the first public name in it. */
export function linkedType(type: string, linkOf: LinkOf): string {
  const shown = code(type);
  // The capitalized names in the type, except those in literals such as 'BUY'.
  const names = type.replace(/'[^']*'/g, '').match(/\b[A-Z]\w+/g) ?? [];
  const link = names
    .filter((name) => name !== 'Open')
    .map(linkOf)
    .find((found) => found !== undefined);
  return link ? `[${shown}](${link})` : shown;
}

/** Formats the fields of parameters, options or an answer as a table in Markdown. */
export function fieldTable(rows: readonly FieldRow[], linkOf: LinkOf): string {
  return table(
    ['Field', 'Type', 'Description'],
    rows.map(({ path, type, presence, doc }) => {
      const parts = [
        presence === 'required' ? '' : `*${presence}.* `,
        doc.text,
        doc.defaultValue ? ` Default: ${defaultText(doc.defaultValue)}.` : '',
      ];
      return [code(path), linkedType(type, linkOf), parts.join('')];
    }),
  );
}

/** Formats a default: a literal such as `5000` as code, and a description unchanged. */
export function defaultText(text: string): string {
  const isCode = text !== '' && text !== 'none' && !text.includes('`') && !/\s/.test(text.replace(/'[^']*'/g, ''));
  return isCode ? code(text) : text;
}

/**
 * Formats a program as a TypeScript block that the reader can run in the page, followed by the output of the program.
 */
export function runnable(program: string, output: readonly string[]): string {
  const printed = output.length > 0 ? `\n\nIt prints:\n\n\`\`\`txt\n${output.join('\n')}\n\`\`\`` : '';
  return `\`\`\`ts run\n${program}\n\`\`\`${printed}`;
}

/** Formats the front matter of a page. */
export function frontMatter(title: string, description: string, extra: Record<string, unknown> = {}): string {
  const fields = { title, description: description.replace(/`|\[|\]\([^)]*\)|\*/g, ''), ...extra };
  return `---\n${Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n')}\n---\n`;
}
