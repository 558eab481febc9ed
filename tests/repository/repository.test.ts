import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the supply chain', () => {
  it('pins the package manager by version and by the hash of its tarball', () => {
    const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string };
    expect(packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+\+sha512\.[0-9a-f]{128}$/);
    // The commands in documents must name the version of pnpm that `package.json` names.
    const [pinned = ''] = packageManager.split('+');
    const named = `${read('README.md')}${read('CONTRIBUTING.md')}`.match(/pnpm@\d[\d.]*\d/g) ?? [];
    expect(new Set(named)).toEqual(new Set([pinned]));
  });

  it('passes the version without the hash to npm, which does not know hashes', async () => {
    const { pinnedPnpm } = (await import(new URL('../../scripts/workspace.mjs', import.meta.url).href)) as {
      pinnedPnpm(): string;
    };
    expect(pinnedPnpm()).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
  });

  it('pins every dependency in the lockfile by its hash', () => {
    const [, packages = ''] = read('pnpm-lock.yaml').split('\npackages:\n');
    const resolutions = packages.split('\nsnapshots:\n')[0]?.match(/resolution: .*/g) ?? [];
    expect(resolutions.length).toBeGreaterThan(100);
    expect(resolutions.filter((each) => !each.includes('integrity: sha512-'))).toEqual([]);
  });

  it.each(['core', 'streams', 'simulator', 'redis'])(
    '%s has no install script, and only the dependencies that SECURITY.md names',
    (name) => {
      const { scripts, dependencies } = JSON.parse(read(`packages/${name}/package.json`)) as {
        scripts: Record<string, string>;
        dependencies: Record<string, string>;
      };
      expect(Object.keys(scripts).filter((each) => /install|prepare/.test(each))).toEqual([]);
      const own = Object.keys(dependencies).filter((each) => !each.startsWith('@pkg/'));
      expect(own.filter((each) => !read('SECURITY.md').includes(`\`${each}\``))).toEqual([]);
    },
  );
});
