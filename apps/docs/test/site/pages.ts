import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatePages, type Pages } from '../../generate/pages.js';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = join(root, 'apps/docs/pages');
const generatedFolders = /^(operations|streams|reference|public|\.vitepress)\//;

/** The pages that are written by hand. */
export const written: Pages = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !generatedFolders.test(path))
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
);

/** The Markdown files of the repository that are not part of the site. */
export const readmes: Pages = new Map(
  ['.', 'packages', 'examples', '.github'].flatMap((from) =>
    markdownFiles(from).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
  ),
);

/** The pages that are made from the sources, and the public exports that they describe. */
export const { pages: generated, program } = await generatePages(root);

/** All pages of the site. */
export const all: Pages = new Map([...written, ...generated]);

function markdownFiles(from: string): string[] {
  if (!existsSync(join(root, from))) return [];
  const isDeep = from !== '.';
  return readdirSync(join(root, from), { recursive: isDeep, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/node_modules|dist\//.test(path))
    .map((path) => (isDeep ? join(from, path) : path));
}
