/** A code block of a Markdown file. */
export type Block = {
  /** The path of the file and the number of the block in this file. */
  readonly id: string;
  readonly language: string;
  /** The text after the language of the block, such as `run`, `node` or `signature`; empty if there is none. */
  readonly label: string;
  readonly code: string;
  /** The expected output: the text of the `txt` block that follows the words `It prints:`. */
  readonly printed: string | undefined;
};

/** Returns the code blocks of a Markdown text, first to last. */
export function codeBlocks(path: string, text: string): Block[] {
  const fences = [...text.matchAll(/^```(\w+)?[ \t]*([^\n]*)\n([\s\S]*?)^```/gm)];
  return fences.map((fence, index) => {
    const [, language = '', label = '', code = ''] = fence;
    const next = fences[index + 1];
    const between = next ? text.slice(fence.index + fence[0].length, next.index).trim() : '';
    const printed = next?.[1] === 'txt' && between === 'It prints:' ? next[3] : undefined;
    return { id: `${path}#${index}`, language, label: label.trim(), code, printed };
  });
}

/**
 * Adds the imports that a short code block of the documentation may leave out. `packages` are the modules from which
 * the names may come.
 */
export function withImports(code: string, packages: Readonly<Record<string, object>>): string {
  const imported = [...code.matchAll(/^import[^;]*;/gm)].join('\n');
  const imports = Object.entries(packages).flatMap(([name, exports]) => {
    const used = Object.keys(exports).filter((each) => {
      const word = new RegExp(`(?<!\\w|(?<!\\.\\.)\\.)${each}\\b`);
      return word.test(code) && !word.test(imported);
    });
    return used.length > 0 ? [`import { ${used.join(', ')} } from '${name}';`] : [];
  });
  return `${imports.join('\n')}\n${code}`;
}

/** Returns the targets of the hyperlinks in a Markdown text, outside code. */
export function linkTargets(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '``');
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const fields = [...prose.matchAll(/^\s*link: (\S+)$/gm)].map(([, target = '']) => target);
  return [...inline, ...fields];
}

/** Returns the anchors that VitePress generates for the headings of a Markdown text. */
export function anchorsOf(text: string): Set<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm)];
  return new Set(
    headings.map(
      ([, title = '']) => / \{#(.*)\}$/.exec(title)?.[1] ?? slugify(title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')),
    ),
  );
}

function slugify(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase();
}
