import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

const common = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  conditions: ['@pkg/source'],
  // Published packages have no tsconfig. If esbuild used the tsconfig of the sources, it would write 'use strict' into
  // every module.
  tsconfigRaw: '{}',
  metafile: true,
  write: false,
} satisfies BuildOptions;
/** Matches no path. */
const NONE = /(?!)/;
const resolveDir = fileURLToPath(new URL('..', import.meta.url));

/** Bundles and minifies code with all its imports. Returns the gzipped size, and the bytes of each source file. */
export async function bundle(code: string): Promise<{ gzip: number; files: Readonly<Record<string, number>> }> {
  const { outputFiles, metafile } = await build({
    ...common,
    stdin: { contents: code, resolveDir, loader: 'ts' },
    outfile: 'out.js',
  });
  const inputs = Object.values(metafile.outputs)[0]?.inputs ?? {};
  const files = Object.fromEntries(Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput]));
  return { gzip: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length, files };
}

/**
 * Returns the size and the files of what a page loads first: the entry and the chunks that it imports statically, each
 * gzipped separately. Modules that an `import()` loads are not included, unless their path matches `lazy`.
 */
export async function firstLoad(
  code: string,
  lazy: RegExp = NONE,
): Promise<{ gzip: number; files: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    ...common,
    stdin: { contents: code, resolveDir, loader: 'ts' },
    splitting: true,
    outdir: 'out',
  });
  const outputs = Object.entries(metafile.outputs);
  const loaded = new Set(outputs.flatMap(([path, { entryPoint }]) => (entryPoint === '<stdin>' ? [path] : [])));
  for (const path of loaded) {
    const { imports = [] } = metafile.outputs[path] ?? {};
    for (const { kind, path: imported } of imports) {
      if (kind === 'import-statement' || lazy.test(metafile.outputs[imported]?.entryPoint ?? '')) loaded.add(imported);
    }
  }
  const isLoaded = (path: string): boolean => [...loaded].some((each) => path.endsWith(each));
  const chunks = outputFiles.filter(({ path }) => isLoaded(path));
  return {
    gzip: chunks.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0),
    files: [...loaded].flatMap((path) =>
      Object.entries(metafile.outputs[path]?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [file] : [],
      ),
    ),
  };
}
