import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { chartTable, withCharts } from './charts.js';
import { llmsFull, llmsIndex } from './llms.js';
import { generatePages } from './pages.js';

// Writes the generated pages beside the hand-written ones: `node main.mjs <root folder of the repository>`.

const root = process.argv[2] ?? '.';
const folder = join(root, 'apps/docs/pages');
const { pages, sidebar } = await generatePages(root);
for (const generated of ['operations', 'streams', 'reference'])
  rmSync(join(folder, generated), { recursive: true, force: true });
for (const [path, text] of pages) write(path, text);
const all = new Map([...writtenPages(folder), ...pages]);
write('.vitepress/generated/sidebar.json', JSON.stringify(sidebar));
write('public/llms.txt', llmsIndex(all));
write('public/llms-full.txt', llmsFull(all));
console.log(`${pages.size} pages generated, ${all.size} in all`);

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Returns the hand-written pages, sorted by path. */
function writtenPages(from: string): [path: string, text: string][] {
  return readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/^(operations|streams|reference|\.vitepress|public)\//.test(path))
    .sort()
    .map((path) => [path, withCharts(root, readFileSync(join(from, path), 'utf8'), chartTable)]);
}
