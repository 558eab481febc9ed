import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('one operation imported alone brings no other along', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { getKlines } from '@pkg/core/operations'; console.log(getKlines);",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    conditions: ['@pkg/source'],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const text = outputFiles[0]?.text ?? '';
  expect(text).toContain('/api/v3/klines');
  expect(text.match(/\/api\/v3\/\w+/g)).toEqual(['/api/v3/klines']);
});
