/** A code block of a Markdown file. */
export type Block = {
  /** Path of the file, and the number of the block in it. */
  readonly id: string;
  readonly language: string;
  /** What follows the language: `run`, `signature`, `node` or nothing. */
  readonly label: string;
  readonly code: string;
  /** The text of a `txt` block that follows after `It prints:`. */
  readonly printed: string | undefined;
};

/** The code blocks of a Markdown text, in order. */
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

/** The targets of the links in a Markdown text, outside of code. */
export function linkTargets(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '``');
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const fields = [...prose.matchAll(/^\s*link: (\S+)$/gm)].map(([, target = '']) => target);
  return [...inline, ...fields];
}

/** The anchors of the headings, made as VitePress makes them. */
export function anchorsOf(text: string): Set<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm)];
  return new Set(headings.map(([, title = '']) => slugify(title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))));
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
