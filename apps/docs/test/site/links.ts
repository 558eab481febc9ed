import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linkTargets } from '../blocks.js';
import { all, readmes, root } from './pages.js';

describe('links', () => {
  it('link to pages and headings that exist', () => {
    const dead = [...all].flatMap(([path, text]) =>
      linkTargets(text)
        .filter((target) => !/^(https?:|mailto:)/.test(target))
        .filter((target) => !resolves(target, path))
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('into the repository link to files and folders that exist', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'));
    const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
    const links = [...all.values()].flatMap(linkTargets).filter((target) => target.startsWith(`${repository}/`));
    const paths = links.map((link) => link.slice(repository.length).replace(/^\/(?:tree|blob)\/main\//, ''));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('Markdown files of the repository', () => {
  it('link to files and headings that exist', () => {
    const dead = [...readmes].flatMap(([path, text]) =>
      linkTargets(text)
        .filter((target) => !/^(https?:|mailto:)/.test(target))
        .filter((target) => {
          const [file = '', anchor] = target.split('#');
          const to = file === '' ? join(root, path) : join(root, dirname(path), file);
          return !existsSync(to) || (anchor !== undefined && !anchorsOf(readFileSync(to, 'utf8')).has(anchor));
        })
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });
});

function resolves(target: string, from: string): boolean {
  const [path = '', anchor] = target.split('#');
  const absolute = path.startsWith('/')
    ? path.slice(1)
    : path === ''
      ? from.replace(/\.md$/, '')
      : join(dirname(from), path);
  const text = all.get(`${absolute}.md`) ?? all.get(join(absolute, 'index.md'));
  if (text === undefined) return /^\/llms(-full)?\.txt$/.test(target);
  return anchor === undefined || anchorsOf(text).has(anchor);
}
