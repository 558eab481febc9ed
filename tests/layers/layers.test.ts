import { describe, expect, it } from 'vitest';
import { clientOfSimulator, layers, outsideImports, outsideImportsOfFiles, valuesForSimulator } from './layers.js';
import {
  circlesAmong,
  loadedWith,
  pathInPackage,
  publicEntryPoints,
  type SourceFile,
  sourceFiles,
} from './source-files.js';

const entryPoints = ['core', 'streams', 'simulator', 'redis'].flatMap(publicEntryPoints);

describe.each(Object.entries(layers))('layers of %s', (home, order) => {
  const files = sourceFiles(`${home}/src`);

  it('cover every file, and every layer has files', () => {
    expect(files.map(({ path }) => path).filter((path) => layerOf(path, order) === undefined)).toEqual([]);
    expect(order.filter((layer) => !files.some(({ path }) => layerOf(path, order) === layer))).toEqual([]);
  });

  it('a file imports from its own layer and from lower ones', () => {
    expect(importsWhere(files, ({ path }, target) => rankOf(target, order) > rankOf(path, order))).toEqual([]);
  });

  it('imports go in no circle, types included', () => {
    expect(circlesAmong(files)).toEqual([]);
  });

  it('outside packages are those of the list', () => {
    const strays = files.flatMap(({ path, imports }) => {
      const own = Object.entries(outsideImportsOfFiles).filter(
        ([name]) => path === name || path.startsWith(`${name}/`),
      );
      const allowed = [...(outsideImports[home] ?? []), ...own.flatMap(([, names]) => names)];
      return imports
        .map(({ specifier }) => specifier)
        .filter((specifier) => !/^[.#]/.test(specifier))
        .filter((specifier) => !(isForNode(path) && (specifier.startsWith('node:') || specifier === 'ws')))
        .filter((specifier) => !allowed.some((name) => specifier === name || specifier.startsWith(`${name}/`)))
        .map((specifier) => `${path} imports ${specifier}`);
    });
    expect(strays).toEqual([]);
  });

  it('other packages are imported through their public entry points', () => {
    const strays = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => specifier.startsWith('@pkg/') && !entryPoints.includes(specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });
});

describe('packages', () => {
  it('the simulator takes only types and operation records from core', () => {
    const files = sourceFiles('packages/simulator/src').filter(({ path }) => !path.startsWith(`${clientOfSimulator}/`));
    const strays = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, isType }) => specifier.startsWith('@pkg/core') && !isType)
        .filter(({ specifier }) => !valuesForSimulator.includes(specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });

  it('only the mirror of the simulator loads @pkg/streams', () => {
    const files = sourceFiles('packages/simulator/src');
    const [entry, part] = ['packages/simulator/src/mirror.ts', `${clientOfSimulator}/`];
    const others = files.filter(({ path }) => path !== entry && !path.startsWith(part));
    const importing = others.filter(({ imports }) =>
      imports.some(
        (each) => !each.isLazy && !each.isType && each.files.some((file) => file === entry || file.startsWith(part)),
      ),
    );
    expect(importing.map(({ path }) => path)).toEqual([]);
  });

  it('importing a module does nothing: every statement at its top level declares', () => {
    const files = ['core', 'streams', 'simulator', 'redis'].flatMap((name) => sourceFiles(`packages/${name}/src`));
    const acting = files.filter(
      ({ path, text }) =>
        !path.endsWith('/node.ts') &&
        !path.endsWith('/bin.node.ts') &&
        /^(?:await |void |setTimeout|setInterval|addEventListener|globalThis\.|console\.|new |[a-z]\w*\()/m.test(text),
    );
    expect(acting.map(({ path }) => path)).toEqual([]);
  });
});

// A module that is loaded only by `import()` must not import the declaration of an operation. In a bundle of one file,
// this declaration would run only when the `import()` is called. Until then, the operation would be undefined in the
// whole client.
describe('a module of core that is loaded by an import()', () => {
  const files = sourceFiles('packages/core/src');
  // `isLazy` is true for `import('./x.js')`, and also for the type `typeof import('./x.js')`, which loads nothing. This
  // makes no difference here, because every file that uses the type also calls the `import()`.
  const lazy = new Set(
    files.flatMap(({ imports }) => imports.filter(({ isLazy }) => isLazy).flatMap((each) => each.files)),
  );

  it('is one of the four that are listed here', () => {
    expect([...lazy].map(pathInPackage).sort()).toEqual([
      'request/look-up-write.ts',
      'request/refusal-details.ts',
      'rules/guard.ts',
      'signing/signing.ts',
    ]);
  });

  it.each([...lazy])('%s imports no operation record as a value', (path) => {
    const records = loadedWith(path, files).filter((each) =>
      /\/operations\/.+\/|\/operations\/(index|rest)\.ts$/.test(each),
    );
    expect(records).toEqual([]);
  });
});

/** Returns the layer of a file: the longest entry of `order` that is the file or a folder around it. */
function layerOf(path: string, order: readonly string[]): string | undefined {
  const inner = pathInPackage(path);
  return order
    .filter((layer) => inner === layer || inner.startsWith(`${layer}/`))
    .sort((one, other) => other.length - one.length)[0];
}

function rankOf(path: string, order: readonly string[]): number {
  return order.indexOf(layerOf(path, order) ?? '');
}

function importsWhere(files: readonly SourceFile[], isWrong: (file: SourceFile, target: string) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports
      .flatMap((each) => each.files)
      .filter((target) => isWrong(file, target))
      .map((target) => `${file.path} imports ${target}`),
  );
}

function isForNode(path: string): boolean {
  return /(?:^|[./])node\.ts$/.test(path);
}
