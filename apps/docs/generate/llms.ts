import { guideOrder } from './guides.js';

/** Returns `llms.txt`: a description of the project, and one line for each page. */
export function llmsIndex(pages: ReadonlyMap<string, string>): string {
  const groups: readonly (readonly [title: string, folder: string])[] = [
    ['Guides', 'guide/'],
    ['Migration', 'migrate/'],
    ['Operations', 'operations/'],
    ['Streams', 'streams/'],
    ['Reference', 'reference/'],
  ];
  const sections = groups.map(([title, folder]) => {
    const lines = paths(pages, folder).map((path) => {
      const text = pages.get(path) ?? '';
      return `- [${field(text, 'title')}](/${path}): ${field(text, 'description')}`;
    });
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  return `# Binance Spot for TypeScript

> A typed client for the Binance Spot API (REST, WebSocket API, market streams, user data, order books) that runs in browsers, Node,
> Bun, Deno, Workers and React Native, with a simulated exchange for tests.

Packages: \`@pkg/core\` (REST client), \`@pkg/streams\` (sockets and order books), \`@pkg/simulator\` (simulated exchange),
\`@pkg/redis\` (rate limits that several processes share).
Each method takes \`(params, options)\`. Prices and quantities are decimal strings. A write is never repeated on a guess: if its outcome
is not known, it throws \`BinanceUnknownOutcomeError\`, whose \`resolve()\` asks the exchange. All pages in one file: /llms-full.txt

${sections.join('\n\n')}
`;
}

/** Returns `llms-full.txt`: all pages as Markdown. */
export function llmsFull(pages: ReadonlyMap<string, string>): string {
  const folders = ['guide/', 'migrate/', 'operations/', 'streams/', 'reference/'];
  return folders
    .flatMap((folder) => paths(pages, folder))
    .map((path) => `<!-- /${path} -->\n\n${withoutFrontMatter(pages.get(path) ?? '')}`)
    .join('\n\n');
}

/** Returns the value of a field in the front matter of a page. */
export function field(text: string, name: string): string {
  const [, value = ''] = new RegExp(`^---\\n(?:.*\\n)*?${name}: (.*)\\n`).exec(text) ?? [];
  return value.replace(/^"(.*)"$/, (_, inner: string) => inner.replace(/\\"/g, '"'));
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^---\n[\s\S]*?\n---\n+/, '');
}

function paths(pages: ReadonlyMap<string, string>, folder: string): string[] {
  const rank = (path: string): number => {
    const index = guideOrder.indexOf(path.replace(/\.md$/, ''));
    return index < 0 ? guideOrder.length : index;
  };
  return [...pages.keys()]
    .filter((path) => path.startsWith(folder))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
