import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a page loads for some code, ky and all: bundled, minified, gzipped; bytes in all and bytes by file. */
export async function bundle(code: string): Promise<{ gzip: number; files: Readonly<Record<string, number>> }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@pkg/source'],
    metafile: true,
    write: false,
    outfile: 'out.js',
  });
  const inputs = Object.values(metafile.outputs)[0]?.inputs ?? {};
  const files = Object.fromEntries(Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput]));
  return { gzip: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length, files };
}
