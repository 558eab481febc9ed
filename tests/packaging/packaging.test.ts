import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPacked, tarballOf } from '../support/packed.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = ['core', 'streams', 'simulator', 'redis'];
const run = promisify(execFile);
/** Runs a command-line tool of the workspace. Returns its exit code and its output, even if the tool fails. */
const tool = async (name: string, args: string[]): Promise<{ code: number; output: string }> => {
  try {
    const { stdout } = await run(join(root, 'node_modules/.bin', name), args, { cwd: root });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code = 1, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code, output: stdout + stderr };
  }
};

let folder = '';
beforeAll(() => {
  folder = installPacked();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(names)('the tarball of %s', (name) => {
  it('is accepted by publint', async () => {
    const { code, output } = await tool('publint', ['run', '--strict', tarballOf(name)]);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('All good!') });
  });

  it('has right types for each module resolution', async () => {
    // Every supported version of Node can `require` ES modules, so the finding cjs-resolves-to-esm is ignored.
    const args = [tarballOf(name), '--ignore-rules', 'cjs-resolves-to-esm', '--format', 'ascii', '--no-color'];
    const { code, output } = await tool('attw', args);
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  it('has metadata, and no source map without its source', () => {
    const installed = join(folder, 'node_modules/@pkg', name);
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    for (const field of ['description', 'license', 'keywords', 'repository', 'homepage', 'bugs', 'engines']) {
      expect(manifest).toHaveProperty(field);
    }
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
    const scripts = files.filter((file) => file.endsWith('.js'));
    const mapped = scripts.filter((file) => readFileSync(join(installed, file), 'utf8').includes('sourceMappingURL'));
    expect(mapped).toEqual([]);
  });
});

it('core and streams have at most 1 MB unpacked each', () => {
  for (const name of ['core', 'streams']) {
    const installed = join(folder, 'node_modules/@pkg', name);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).map((file) => join(installed, file));
    const bytes = files
      .map((file) => statSync(file))
      .filter((each) => each.isFile())
      .reduce((sum, { size }) => sum + size, 0);
    expect(bytes, name).toBeLessThan(1_000_000);
  }
});

it('core and streams install six packages in all', () => {
  const installed = new Set(['@pkg/core', '@pkg/streams']);
  for (const name of ['core', 'streams']) {
    const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/@pkg', name, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(manifest.dependencies)) installed.add(dependency);
  }
  expect([...installed].sort()).toEqual(['@pkg/core', '@pkg/streams', 'big.js', 'isomorphic-ws', 'ky', 'ws']);
});

it('knip finds no unused file, dependency or export', async () => {
  expect(await tool('knip', ['--no-progress', '--no-config-hints'])).toMatchObject({ code: 0 });
});

describe('scripts/rename.mjs', () => {
  it('gives every file the new scope and address, and a second time gives them the next ones', () => {
    const copy = mkdtempSync(join(tmpdir(), 'renamed-'));
    try {
      const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
      const wanted = files.filter(
        (file) => /^(packages|scripts|tests(?!\/packaging)|examples)\//.test(file) || !file.includes('/'),
      );
      for (const file of wanted) cpSync(join(root, file), join(copy, file), { recursive: true });
      execFileSync('git', ['init', '--quiet'], { cwd: copy });
      execFileSync('git', ['add', '--all'], { cwd: copy });
      const rename = (...args: string[]): string =>
        execFileSync(process.execPath, [join(root, 'scripts/rename.mjs'), '--root', copy, ...args], {
          encoding: 'utf8',
          stdio: 'pipe',
        });
      expect(() => rename('--check')).toThrow(
        'placeholder: @pkg, https://example.com/binance-spot, https://binance-spot.example.com',
      );
      expect(() => rename('--scope', 'acme')).toThrow("--scope: expected a scope such as @acme, got 'acme'");

      expect(() => rename('--site', 'acme.dev')).toThrow('--site: expected an address such as https://acme.dev/spot');

      rename('--scope', '@first', '--repository', 'https://github.com/first/spot', '--site', 'https://first.dev/spot');
      rename('--scope', '@acme', '--repository', 'https://github.com/acme/spot', '--site', 'https://acme.dev/spot');
      expect(rename('--check')).toBe('');
      const names = '@(pkg|first)/[a-z]+|first(\\.dev)?/spot|example\\.com/binance-spot|binance-spot\\.example\\.com';
      const left = execFileSync('git', ['grep', '-IhoE', names], { cwd: copy, encoding: 'utf8' });
      // `rename.mjs` leaves two kinds of names unchanged: the condition `@pkg/source` in `exports`, and the
      // placeholders in its own code.
      const others = left
        .trim()
        .split('\n')
        .filter((found) => found !== '@pkg/source');
      expect(new Set(others)).toEqual(new Set(namesInScript()));
      const manifest = JSON.parse(readFileSync(join(copy, 'packages/streams/package.json'), 'utf8'));
      expect(manifest).toMatchObject({
        name: '@acme/streams',
        dependencies: { '@acme/core': 'workspace:^' },
        homepage: 'https://acme.dev/spot',
        repository: { url: 'git+https://github.com/acme/spot.git' },
      });
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

/** Returns the placeholder names in the rename script, which it must not change. */
function namesInScript(): string[] {
  const script = readFileSync(join(root, 'scripts/rename.mjs'), 'utf8');
  return script.match(/@(pkg|first)\/(?!source)[a-z]+|example\.com\/binance-spot|binance-spot\.example\.com/g) ?? [];
}
