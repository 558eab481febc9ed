import type { Pages } from './pages.js';
import { strangerSearches } from './stranger-searches.js';

/** A section that the search found: its address, such as `/reference/options#serve`, and its heading. */
export type FoundSection = { readonly id: string; readonly title: string };

/**
 * What readers search for: a text, whether a section that was found is the one that they need, and among how many
 * sections it must be.
 */
type Search = { readonly text: string; readonly first: number; isWanted(section: FoundSection): boolean };

/** The number of sections that the search box shows. */
export const SHOWN = 16;

/**
 * Returns the searches by which readers must find each operation, each stream or event, each class of errors, each option,
 * and what they search by other names.
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

/** Returns the texts of the needed searches that do not find what they should among the first sections. */
export function failedSearches(pages: Pages, search: (text: string) => readonly FoundSection[]): string[] {
  return neededSearches(pages)
    .filter(({ text, first, isWanted }) => !search(text).slice(0, first).some(isWanted))
    .map(({ text }) => text);
}
