import type ts from 'typescript5';

/** A TSDoc comment as Markdown. */
export type DocComment = {
  readonly text: string;
  readonly throws: readonly string[];
  readonly defaultValue: string | undefined;
  readonly see: readonly string[];
  readonly examples: readonly string[];
};

/** Returns the URL where a public name is documented, or undefined if there is none. */
export type LinkOf = (name: string) => string | undefined;

/**
 * Reads the TSDoc comment of a symbol. All overloads get the comment of the first overload with a comment. If a mapped
 * type has renamed a field, the field gets the comment of the original field.
 */
export function readDocComment(symbol: ts.Symbol, checker: ts.TypeChecker, linkOf: LinkOf): DocComment {
  const original = originalOf(symbol);
  if (original) return readDocComment(original, checker, linkOf);
  const markdown = (parts: readonly ts.SymbolDisplayPart[] | undefined): string => toMarkdown(parts ?? [], linkOf);
  const tags = symbol.getJsDocTags(checker);
  const all = (name: string): string[] =>
    unique(tags.filter((tag) => tag.name === name).map(({ text }) => markdown(text).trim()));
  return {
    text: escapeProse(markdown(symbol.getDocumentationComment(checker)).trim()),
    throws: all('throws').map(escapeProse),
    defaultValue: all('default')[0],
    see: all('see'),
    examples: all('example'),
  };
}

/** Returns the first sentence of a Markdown text, on one line. */
export function firstSentence(text: string): string {
  const [paragraph = ''] = text.split(/\n\s*\n/);
  const line = paragraph.replace(/\s*\n\s*/g, ' ');
  return /^.*?\.(?=\s|$)/.exec(line)?.[0] ?? line;
}

/** Formats a text as one cell of a table: on one line, with escaped pipes. */
export function cell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\\?\|/g, '\\|')
    .trim();
}

/** Formats a type or a value as inline code. */
export function code(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

/** Escapes the characters outside code that VitePress would read as HTML or as a template expression. */
function escapeProse(text: string): string {
  return text
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/<(?!https?:)/g, '&lt;').replace(/\{\{/g, '&#123;&#123;')))
    .join('');
}

/** Joins the parts of a comment. `{@link X}` becomes a Markdown link to the documentation of `X`. */
function toMarkdown(parts: readonly ts.SymbolDisplayPart[], linkOf: LinkOf): string {
  return parts
    .map(({ kind, text }) => {
      if (kind === 'linkName') return reference(text, linkOf);
      // The compiler splits `{@link X}` into the opening `{@link `, the name, the text and the closing `}`. Only the
      // name and the text are kept.
      if (kind === 'link') return '';
      // If a link in the comment spans two lines, its text contains the asterisk of the second line, which is removed
      // here.
      if (kind === 'linkText') return reference(text.replace(/^[\s*]+/, '').trim(), linkOf);
      return text;
    })
    .join('');
}

function reference(name: string, linkOf: LinkOf): string {
  const link = linkOf(name.split('.')[0] ?? name);
  return link ? `[\`${name}\`](${link})` : `\`${name}\``;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/**
 * Returns the original of a field that a mapped type has renamed. The renamed field has no declaration, but the
 * compiler records the original field.
 */
export function originalOf(symbol: ts.Symbol): ts.Symbol | undefined {
  const { links } = symbol as ts.Symbol & { readonly links?: { readonly syntheticOrigin?: ts.Symbol } };
  return symbol.declarations ? undefined : links?.syntheticOrigin;
}
