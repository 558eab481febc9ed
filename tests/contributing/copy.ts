import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

const copied = [
  ...['core', 'streams', 'simulator'].flatMap((name) =>
    ['src', 'node_modules', 'package.json'].map((path) => `packages/${name}/${path}`),
  ),
  ...['src', 'node_modules', 'package.json', 'tsconfig.json'].map((path) => `apps/demo/${path}`),
  ...['generate/examples', 'node_modules/@pkg'].map((path) => `apps/docs/${path}`),
  ...['kinds.ts', 'operation.ts', 'operations', 'answers', 'filters.ts', 'streams.ts'].map(
    (path) => `tests/documented/${path}`,
  ),
  ...['answers.ts', 'params.ts'].map((path) => `tests/contract/${path}`),
  'packages/simulator/test',
  'tests/simulator/every-answer.test.ts',
  'tests/support',
  'tests/vitest.config.ts',
  'tests/node_modules/@pkg',
  'tests/lint',
  'biome.json',
  '.gitignore',
  'tsconfig.base.json',
];

/** A copy of the sources in a temporary folder, which a test edits as a contributor would. */
export class Copy {
  /** The paths of the edited files, relative to the root of the copy. */
  readonly edited: Set<string> = new Set();
  readonly folder: string = mkdtempSync(join(tmpdir(), 'contributing-'));

  constructor() {
    symlinkSync(join(root, 'node_modules'), this.path('node_modules'));
    writeFileSync(this.path('package.json'), '{ "type": "module" }');
    for (const path of copied) {
      cpSync(join(root, path), this.path(path), {
        recursive: true,
        verbatimSymlinks: true, // The symbolic links are relative, so they point to the copied packages.
        filter: (from) =>
          from === join(root, path) || !/\.(?:test|test-d|bench)\.ts$|node_modules\/\.vite-temp/.test(from),
      });
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, text: string): void {
    this.edited.add(path);
    writeFileSync(this.path(path), text);
  }

  /** Inserts a text after the first occurrence of `anchor`. Throws if the file does not have it. */
  insert(path: string, anchor: string, text: string): void {
    const before = readFileSync(this.path(path), 'utf8');
    const at = before.indexOf(anchor);
    if (at < 0) throw new Error(`${path} no longer contains: ${anchor}`);
    const end = at + anchor.length;
    this.write(path, before.slice(0, end) + text + before.slice(end));
  }

  append(path: string, text: string): void {
    this.write(path, readFileSync(this.path(path), 'utf8') + text);
  }

  /** Type-checks the demo together with all packages and the given files. Returns the compiler's output. */
  compile(...files: string[]): string {
    const config = {
      extends: './apps/demo/tsconfig.json',
      compilerOptions: {
        types: ['vite/client', 'node'],
        typeRoots: ['./apps/demo/node_modules', './node_modules/@types'],
      },
      include: ['apps/demo/src'],
      files: [
        ...files,
        'apps/docs/generate/examples/operation-examples.ts',
        'apps/docs/generate/examples/stream-examples.ts',
      ],
    };
    writeFileSync(this.path('tsconfig.json'), JSON.stringify(config));
    return spawnSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit'], { cwd: this.folder, encoding: 'utf8' }).stdout;
  }

  /** Bundles a file of the copy for Node and imports the bundle. */
  async load<T>(file: string): Promise<T> {
    const outfile = this.path(`${basename(file)}.mjs`);
    await build({
      entryPoints: [this.path(file)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@pkg/source'],
      jsx: 'automatic',
      jsxImportSource: 'preact',
      external: ['ws'],
      // The bundled file needs `require`, because it contains isomorphic-ws, which is a CommonJS module.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'silent',
    });
    return (await import(pathToFileURL(outfile).href)) as T;
  }

  /** Runs a script of the repository on the copy. The files that the script changes count as edited. */
  script(name: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const script = join(root, 'scripts', name);
    const before = this.texts();
    const result = spawnSync(process.execPath, [script, '--root', this.folder, ...args], { encoding: 'utf8' });
    for (const [path, text] of this.texts()) if (before.get(path) !== text) this.edited.add(path);
    return result;
  }

  /** Runs test files of the copy. Returns what vitest prints. */
  test(...files: string[]): string {
    const vitest = join(root, 'node_modules/.bin/vitest');
    const args = ['run', '--config', 'tests/vitest.config.ts', ...files];
    const { stdout, stderr } = spawnSync(vitest, args, { cwd: this.folder, encoding: 'utf8' });
    return stripVTControlCharacters(stdout + stderr);
  }

  /** The text of each source file, by its path. */
  private texts(): Map<string, string> {
    const folders = ['apps', 'packages', 'tests'].flatMap((folder) =>
      readdirSync(this.path(folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    );
    const sources = folders.filter((path) => /\.ts$/.test(path) && !path.includes('node_modules'));
    return new Map(sources.map((path) => [path, readFileSync(this.path(path), 'utf8')]));
  }

  /** Lints files. Returns the linter's output, which is empty if it finds nothing. */
  lint(...files: string[]): string {
    const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), ['check', ...files], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return status === 0 ? '' : stdout + stderr;
  }
}
