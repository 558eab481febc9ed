import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as core from '@pkg/core';
import * as simulator from '@pkg/simulator';
import * as streams from '@pkg/streams';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { loadExampleModule } from '../../generate/example-modules.js';
import { print } from '../../generate/pages.js';
import { runScript } from '../../generate/script.js';
import { type Block, codeBlocks, withImports } from '../blocks.js';
import { all, readmes, root, written } from './pages.js';

/** The packages whose exports a short block may use without an import. */
const packages = { '@pkg/core': core, '@pkg/streams': streams, '@pkg/simulator': simulator };

describe('code blocks', () => {
  it('compile, and so do the examples', async () => {
    const target = join(root, 'apps/docs/node_modules/.blocks');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const [name, code] of programs()) writeFileSync(join(target, `${name}.ts`), code);
    writeFileSync(join(target, 'context.d.ts'), readFileSync(join(root, 'apps/docs/test/context.d.ts')));
    const config = {
      extends: '../../../../tsconfig.base.json',
      compilerOptions: {
        module: 'ESNext',
        moduleResolution: 'Bundler',
        moduleDetection: 'force',
        types: ['node'],
        lib: ['ES2023', 'DOM', 'DOM.Iterable'],
        isolatedDeclarations: false,
        declaration: false,
        noUnusedLocals: false,
        allowImportingTsExtensions: true,
        jsx: 'react-jsx',
        // The dependencies of the Next.js example are not installed. So this example is compiled with the React types
        // of the React example.
        paths: {
          react: ['../../../../examples/react/node_modules/@types/react'],
          'react/*': ['../../../../examples/react/node_modules/@types/react/*'],
          ky: ['../../../../packages/core/node_modules/ky'],
          '@pkg/core': ['../../../../packages/core/src/index.ts'],
          '@pkg/core/operations': ['../../../../packages/core/src/operations/index.ts'],
          '@pkg/streams': ['../../../../packages/streams/src/index.ts'],
        },
      },
      include: ['*.ts', '../../../../examples/*/*/*.ts', '../../../../examples/*/*/*.tsx'],
      exclude: ['../../../../examples/*/node_modules', '../../../../examples/*/dist'],
    };
    writeFileSync(join(target, 'tsconfig.json'), JSON.stringify(config));
    const compiled = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], { cwd: target });
    expect((await compiled.catch((error: { stdout: string }) => error)).stdout).toBe('');
  }, 120_000);

  it('with the label `run` run on the simulated exchange, and print what the page says', async () => {
    const runnable = [...written].flatMap(([path, text]) =>
      codeBlocks(path, text).filter(({ language, label }) => language === 'ts' && label === 'run'),
    );
    expect(runnable.length).toBeGreaterThan(10);
    const failed: string[] = [];
    for (const { id, code, printed } of runnable) {
      try {
        // A reader may save the example as a JavaScript file for Node, so it has to be valid JavaScript.
        await transform(code, { loader: 'js' });
        const lines = await runScript(code, loadExampleModule, print);
        if (printed !== undefined && printed.trim() !== lines.join('\n').trim()) {
          failed.push(`${id} printed:\n${lines.join('\n')}`);
        }
      } catch (error) {
        failed.push(`${id}: ${error instanceof Error ? error.stack : error}`);
      }
    }
    expect(failed).toEqual([]);
  });
});

/**
 * Returns the programs in the TypeScript blocks, by name. The blocks of one README that have the same label form one
 * program.
 */
function* programs(): Iterable<[name: string, code: string]> {
  const isCode = ({ language, label }: Block): boolean =>
    (language === 'ts' || language === 'typescript') && label !== 'signature';
  for (const [path, text] of all) {
    const blocks = codeBlocks(path, text).filter(isCode);
    for (const { id, code } of blocks.filter(({ label }) => label !== 'node')) {
      yield [fileName(id), path.startsWith('reference/') ? withImports(code, packages) : code];
    }
    // The blocks of one page that have the label `node` form one program.
    const tour = blocks.filter(({ label }) => label === 'node').map(({ code }) => code);
    if (tour.length > 0) yield [fileName(path), tour.join('\n')];
  }
  for (const [path, text] of readmes) {
    const blocks = codeBlocks(path, text).filter(isCode);
    for (const label of new Set(blocks.flatMap((block) => block.label || []))) {
      const same = blocks.filter((block) => block.label === label);
      yield [fileName(`${path}-${label}`), same.map(({ code }) => code).join('\n')];
    }
    for (const { id, code } of blocks.filter(({ label }) => label === ''))
      yield [fileName(id), withImports(code, packages)];
  }
}

const fileName = (id: string): string => id.replace(/\.md/, '').replace(/\W+/g, '-');
