import { errorCodeName } from '@pkg/core/errors';
import { frontMatter, table } from './markdown.js';

/**
 * Generates the page of the exchange's error codes. If the guide to errors or the page of an operation says when a code
 * occurs, the code gets a section with this text or a link, so that readers who search for the code find it.
 */
export function errorCodesPage(guide: string, operationPages: ReadonlyMap<string, string>): string {
  const causes = causesOf(guide);
  const operations = operationsOf(operationPages);
  const codes = Array.from({ length: 3000 }, (_, index) => -1000 - index).filter(errorCodeName);
  const rows = codes.map((code) => [
    causes.has(code) || operations.has(code) ? `[\`${code}\`](#${anchorOf(code)})` : `\`${code}\``,
    `\`${errorCodeName(code)}\``,
  ]);
  const sections = codes.flatMap((code) => {
    const links = operations.get(code) ?? [];
    const more = links.length > 9 ? ` and ${links.length - 8} more` : '';
    const some = more ? links.slice(0, 8) : links;
    const from = some.length > 0 ? `Operations whose pages say when: ${some.join(', ')}${more}.` : '';
    const text = [causes.get(code), from].filter(Boolean).join('\n\n');
    return text ? [`### ${code} ${errorCodeName(code)} {#${anchorOf(code)}}\n\n${text}`] : [];
  });
  return `${frontMatter('Error codes', 'The documented error codes of the exchange, their names and usual causes.')}
# Error codes

\`code\` and \`codeName\` of a [\`BinanceApiError\`](/reference/errors#binanceapierror).
[The official page](https://developers.binance.com/docs/binance-spot-api-docs/errors) explains each code, and
[Errors and unknown outcomes](/guide/errors) what to do.

${table(['Code', 'Name'], rows)}

## Usual causes

${sections.join('\n\n')}
`;
}

/** Returns the usual cause of each code: the rows of the guide's table of codes, as sentences. */
function causesOf(guide: string): ReadonlyMap<number, string> {
  const rows = [...guide.matchAll(/^\| (-\d{4}(?:, -\d{4})*) +\| (.*?) *\|$/gm)];
  return new Map(
    rows.flatMap(([, codes = '', cause = '']) =>
      codes.split(', ').map(
        (code) =>
          [
            Number(code),
            `${cause[0]?.toUpperCase()}${cause
              .slice(1)
              .replace(/(?<![.)])$/, '.')
              .replace(/\)$/, ').')}`,
          ] as const,
      ),
    ),
  );
}

/** Returns the links to the operations whose pages name a code among their errors. */
function operationsOf(pages: ReadonlyMap<string, string>): ReadonlyMap<number, readonly string[]> {
  const links = new Map<number, string[]>();
  for (const [path, page] of pages) {
    const name = /^operations\/(?!index)(\w+)\.md$/.exec(path)?.[1];
    const errors = name && /\n## Errors\n[\s\S]*/.exec(page)?.[0];
    if (!errors) continue;
    for (const code of new Set(errors.match(/-\d{4}/g)?.map(Number))) {
      links.set(code, [...(links.get(code) ?? []), `[${name}](/operations/${name}#errors)`]);
    }
  }
  return links;
}

const anchorOf = (code: number): string => `error${code}`;
