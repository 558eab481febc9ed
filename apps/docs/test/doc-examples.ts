import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from './blocks.js';

/**
 * Returns the examples in the doc comments of a package's sources: the TypeScript code blocks, and the texts of
 * `@example`.
 */
export function docExamples(root: string, name: string): Block[] {
  const folder = join(root, 'packages', name, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /(?<!\.test)\.ts$/.test(file))
    .flatMap((file) => {
      const comments = readFileSync(join(folder, file), 'utf8').match(/\/\*\*\n[\s\S]*?\*\//g) ?? [];
      const examples = comments.flatMap(examplesOf);
      return examples.map((code, index) => ({
        id: `packages/${name}/src/${file}#${index}`,
        language: 'ts',
        label: '',
        code,
        printed: undefined,
      }));
    });
}

function examplesOf(comment: string): string[] {
  const text = comment
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n');
  const fenced = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  const tagged = [...text.matchAll(/^@example\n([\s\S]*?)(?=^@|(?![\s\S]))/gm)].map(([, code = '']) => code);
  return [...fenced, ...tagged];
}
