import type { Pages } from './pages.js';

/** A section that the search found: its address, such as `/reference/options#serve`, and its heading. */
export type FoundSection = { readonly id: string; readonly title: string };

/** What readers search for: a text, and whether a section that was found is the one that they need. */
type Search = { readonly text: string; isWanted(section: FoundSection): boolean };

/**
 * Returns the searches by which readers must find each operation, each stream or event, each class of errors, and each
 * option.
 */
export function neededSearches(pages: Pages): Search[] {
  const named = [...pages.keys()].flatMap(
    (path) => /^(?:operations|streams)\/(?!index)(\w+)\.md$/.exec(path)?.[1] ?? [],
  );
  const errors = [...(pages.get('reference/errors.md') ?? '').matchAll(/^### (Binance\w*Error)\b/gm)];
  const byHeading = [...named, ...errors.map(([, name = '']) => name)].map((name) => ({
    text: name,
    isWanted: ({ title }: FoundSection) => title.split(/\W+/).includes(name),
  }));
  const byOwner = (pages.get('reference/options.md') ?? '')
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [owner = ''] = section.split('\n');
      return [...section.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, option]) => ({
        text: `${owner} ${option}`,
        isWanted: ({ id, title }: FoundSection) => id.includes('reference/options') && title === owner,
      }));
    });
  return [...byHeading, ...byOwner];
}

/** Returns the texts of the needed searches that do not find what they should among the sections that are shown. */
export function failedSearches(pages: Pages, search: (text: string) => readonly FoundSection[]): string[] {
  return neededSearches(pages)
    .filter(({ text, isWanted }) => !search(text).some(isWanted))
    .map(({ text }) => text);
}
