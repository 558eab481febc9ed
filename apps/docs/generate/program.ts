import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript5';

/** An exported declaration of a package, with the entry points that export it. */
export type PublicExport = {
  readonly name: string;
  /** The compiler's symbol for the declaration, even if the package exports the declaration under another name. */
  readonly symbol: ts.Symbol;
  readonly entryPoints: string[];
  /**
   * Path of the file with the declaration, relative to the folder `packages`, such as
   * `core/src/errors/binance-error.ts`.
   */
  readonly file: string;
};

export type Program = {
  readonly checker: ts.TypeChecker;
  readonly exports: readonly PublicExport[];
  /** The exports of one entry point, such as `@pkg/core/operations`. */
  exportsOf(entryPoint: string): readonly PublicExport[];
};

const PACKAGES = ['core', 'streams', 'simulator', 'redis'];

/**
 * Reads the public exports of the packages from their sources. `@pkg/core/internal` is left out, because it is not
 * public.
 */
export function readProgram(root: string): Program {
  const entries = PACKAGES.flatMap((name) => entryPointsOf(join(root, 'packages', name)));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@pkg/source'],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();
  const found = new Map<ts.Symbol, PublicExport>();
  for (const { entryPoint, file } of entries) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is not a module`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const known = found.get(symbol);
      if (known) {
        if (!known.entryPoints.includes(entryPoint)) known.entryPoints.push(entryPoint);
        continue;
      }
      const declared = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
      const [, path = ''] = declared.split('/packages/');
      found.set(symbol, { name: exported.name, symbol, entryPoints: [entryPoint], file: path });
    }
  }
  const exports = [...found.values()];
  return {
    checker,
    exports,
    exportsOf: (entryPoint) => exports.filter(({ entryPoints }) => entryPoints.includes(entryPoint)),
  };
}

type EntryPoint = { readonly entryPoint: string; readonly file: string };

function entryPointsOf(folder: string): EntryPoint[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, Record<string, string>>;
  };
  return Object.entries(manifest.exports)
    .filter(([path]) => !path.startsWith('./internal'))
    .flatMap(([path, { '@pkg/source': source }]) =>
      source ? [{ entryPoint: manifest.name + path.slice(1), file: join(folder, source) }] : [],
    );
}
