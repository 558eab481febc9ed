import type { Pages } from './pages.js';
import { strangerSearches } from './stranger-searches.js';

/** A section that the search found: its address, such as `/reference/options#serve`, and its heading. */
export type FoundSection = { readonly id: string; readonly title: string };

/**
 * A search of a reader: the text, the number of first results in which the needed section must be, and a function that
 * recognizes this section.
 */
type Search = { readonly text: string; readonly first: number; isWanted(section: FoundSection): boolean };

/** The number of sections that the search box shows. */
export const SHOWN = 16;

/**
 * Returns the searches that must succeed: for the name of each operation, stream, event, error class and option, and
 * for words that readers use instead of these names.
 */
export function neededSearches(pages: Pages): Search[] {
  const named = [...pages.keys()].flatMap(
    (path) => /^(?:operations|streams)\/(?!index)(\w+)\.md$/.exec(path)?.[1] ?? [],
  );
  const errors = [...(pages.get('reference/errors.md') ?? '').matchAll(/^### (Binance\w*Error)\b/gm)];
  const byHeading = [...named, ...errors.map(([, name = '']) => name)].map((name) => ({
    text: name,
    first: SHOWN,
    isWanted: ({ title }: FoundSection) => title.split(/\W+/).includes(name),
  }));
  const byOwner = (pages.get('reference/options.md') ?? '')
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [owner = ''] = section.split('\n');
      return [...section.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, option]) => ({
        text: `${owner} ${option}`,
        first: SHOWN,
        isWanted: ({ id, title }: FoundSection) => id.includes('reference/options') && title === owner,
      }));
    });
  const byStrangers = strangerSearches.map(([text, target]) => {
    const [page = '', heading] = target.split(/#(.*)/);
    const isPage = new RegExp(`(?:^|/)${page}(?:\\.md)?(?:#|$)`);
    return {
      text,
      first: 3,
      isWanted: ({ id, title }: FoundSection) => isPage.test(id) && (heading ?? title) === title,
    };
  });
  return [...byHeading, ...byOwner, ...byStrangers];
}

/** Returns the texts of the searches that do not find the needed section among their first results. */
export function failedSearches(pages: Pages, search: (text: string) => readonly FoundSection[]): string[] {
  return neededSearches(pages)
    .filter(({ text, first, isWanted }) => !search(text).slice(0, first).some(isWanted))
    .map(({ text }) => text);
}
