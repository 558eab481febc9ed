import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SHOWN } from '../generate/needed-searches.js';
import { miniSearch, searchedText } from '../generate/search-settings.js';

type Found = { readonly id: string; readonly title: string; readonly text: string };
type Index = { addAll(documents: readonly Found[]): void; search(query: string): Found[] };

/**
 * Returns a function that searches the pages in the same way as the site's search box. The function returns the
 * sections that the search box shows.
 */
export function searchOf(pages: ReadonlyMap<string, string>): (query: string) => Found[] {
  // This test uses the version of MiniSearch that VitePress installs, because the site uses this version.
  const manifest = fileURLToPath(new URL('../node_modules/vitepress/package.json', import.meta.url));
  const MiniSearch = createRequire(realpathSync(manifest))('minisearch') as new (options: object) => Index;
  const index = new MiniSearch({
    fields: ['title', 'titles', 'text'],
    storeFields: ['title', 'titles', 'text'],
    ...miniSearch.options,
    searchOptions: miniSearch.searchOptions,
  });
  index.addAll([...pages].flatMap(([path, text]) => sectionsOf(path, text)));
  return (query) => index.search(query).slice(0, SHOWN);
}

/** Splits a page into sections, one for each heading. `titles` are the headings above a section. */
function sectionsOf(path: string, page: string): (Found & { readonly titles: readonly string[] })[] {
  const parents: string[] = [];
  const body = searchedText(page).replace(/^---\n[\s\S]*?\n---\n/, '');
  return body.split(/^(?=#{1,6} )/m).flatMap((section, number) => {
    const [, level, title] = /^(#{1,6}) (.*)/.exec(section) ?? [];
    if (level === undefined || title === undefined) return [];
    parents.length = level.length - 1;
    parents.push(title.replace(/ \{#.*\}$/, '').replaceAll('`', ''));
    // VitePress indexes the text of the HTML page, without the Markdown characters for code and tables.
    const text = section.slice(section.indexOf('\n')).replace(/[`|]/g, ' ');
    return [
      { id: `${path}#${number}`, title: parents.at(-1) ?? '', titles: parents.slice(0, -1).filter(Boolean), text },
    ];
  });
}
