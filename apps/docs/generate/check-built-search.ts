import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type FoundSection, failedSearches, neededSearches, SHOWN } from './needed-searches.js';
import type { Pages } from './pages.js';
import { miniSearch } from './search-settings.js';

// Searches in the built site as its search box does, to check that readers find what they need: `node
// check-built-search.mjs <folder of apps/docs>`.

type Index = { search(query: string): FoundSection[] };

const folder = process.argv[2] ?? '.';
const chunks = join(folder, 'pages/.vitepress/dist/assets/chunks');
const [file = ''] = readdirSync(chunks).filter((name) => name.startsWith('@localSearchIndex'));
const { default: json } = (await import(pathToFileURL(join(chunks, file)).href)) as { default: string };

// MiniSearch is loaded from the dependencies of VitePress, because the search box uses this version.
const vitepress = createRequire(join(folder, 'package.json')).resolve('vitepress');
const MiniSearch = createRequire(vitepress)('minisearch') as { loadJSON(text: string, options: object): Index };
const index = MiniSearch.loadJSON(json, {
  fields: ['title', 'titles', 'text'],
  storeFields: ['title', 'titles'],
  ...miniSearch.options,
  searchOptions: miniSearch.searchOptions,
});

const pages: Pages = new Map(
  ['operations', 'streams', 'reference'].flatMap((name) =>
    readdirSync(join(folder, 'pages', name)).map(
      (path) => [`${name}/${path}`, readFileSync(join(folder, 'pages', name, path), 'utf8')] as const,
    ),
  ),
);
const failed = failedSearches(pages, (text) => index.search(text).slice(0, SHOWN));
if (failed.length > 0) {
  console.error(`the search of the site does not find: ${failed.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log(`the search of the site finds what ${neededSearches(pages).length} searches need`);
}
