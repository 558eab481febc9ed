import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * An import or re-export in a file. `files` are the files of the same package to which the import can resolve. An
 * import of `#name` can resolve to several files, one for each condition in `package.json`. `isLazy` is true for an
 * `import()`.
 */
export type Import = {
  readonly specifier: string;
  readonly isType: boolean;
  readonly isLazy: boolean;
  readonly files: readonly string[];
};

/** A source file. `path` is relative to the root of the repository. */
export type SourceFile = { readonly path: string; readonly text: string; readonly imports: readonly Import[] };

/** Returns the source files below a folder such as `packages/core/src`, without tests. */
export function sourceFiles(folder: string): SourceFile[] {
  return pathsBelow(folder).map((path) => {
    const text = withoutComments(readFileSync(join(root, path), 'utf8'));
    const imports = importsOf(text).map((each) => ({ ...each, files: filesOf(each.specifier, path, folder) }));
    return { path, text, imports };
  });
}

/** Returns the entry points of a package, such as `@pkg/core/errors`. */
export function publicEntryPoints(packageName: string): string[] {
  const { exports } = manifest(`packages/${packageName}`) as { exports: Record<string, unknown> };
  return Object.keys(exports).map((entryPoint) => `@pkg/${packageName}${entryPoint.slice(1)}`);
}

function pathsBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pathsBelow(path);
    return /(?<!\.test|\.test-d|\.bench)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(text: string): Omit<Import, 'files'>[] {
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm,
  );
  return [...found].map(([statement, type, specifier, lazy]) => ({
    specifier: specifier ?? lazy ?? '',
    isType: type !== undefined || /^import\s+\{(?:\s*type\s[^,}]+,?)+\s*\}/.test(statement),
    isLazy: lazy !== undefined,
  }));
}

/**
 * Returns the files of the same package to which an import resolves. `#name` is looked up in `imports` of
 * `package.json`.
 */
function filesOf(specifier: string, from: string, folder: string): string[] {
  if (specifier.startsWith('.')) {
    const file = join(dirname(from), specifier.replace(/\.js$/, '.ts'));
    return [existsSync(join(root, `${file}x`)) ? `${file}x` : file];
  }
  if (!specifier.startsWith('#')) return [];
  const home = dirname(folder);
  const { imports } = manifest(home) as { imports: Record<string, { '@pkg/source': unknown }> };
  const targets = imports[specifier]?.['@pkg/source'];
  if (targets === undefined) throw new Error(`${from}: ${specifier} is not in package.json`);
  return Object.values(typeof targets === 'string' ? { default: targets } : (targets as Record<string, string>)).map(
    (target) => join(home, target),
  );
}

function manifest(folder: string): unknown {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Returns the groups of files that import each other, directly or through other files. */
export function circlesAmong(files: readonly SourceFile[]): string[][] {
  const targets = new Map(files.map(({ path, imports }) => [path, imports.flatMap((each) => each.files)]));
  const reached = new Map(files.map(({ path }) => [path, reachedFrom(path, targets)]));
  const circles = files
    .filter(({ path }) => reached.get(path)?.has(path))
    .map(({ path }) => [...(reached.get(path) ?? [])].filter((other) => reached.get(other)?.has(path)).sort());
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

/**
 * Returns the files that are loaded with a file: itself, and all files from which it imports values, directly or
 * through other files.
 */
export function loadedWith(path: string, files: readonly SourceFile[]): string[] {
  const values = files.map(
    (file) =>
      [
        file.path,
        file.imports.filter(({ isType, isLazy }) => !isType && !isLazy).flatMap((each) => each.files),
      ] as const,
  );
  return [path, ...reachedFrom(path, new Map(values))];
}

function reachedFrom(path: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const pending = [...(targets.get(path) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    pending.push(...(targets.get(next) ?? []));
  }
  return reached;
}

/** Returns the path of a file relative to its package's `src`. */
export function pathInPackage(path: string): string {
  return path.split('/').slice(3).join('/');
}
