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

it('a client in a bundle of one file has every method', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createSpotClient } from '@pkg/core';
        import * as operations from '@pkg/core/operations';
        const client = createSpotClient({});
        export const missing = Object.keys(operations).filter((name) => operations[name]?.rest && !client[name]);
        export const undefinedRecords = Object.keys(operations).filter((name) => operations[name] === undefined);
        client.close();`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    conditions: ['@pkg/source'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const text = outputFiles[0]?.text ?? '';
  const bundle = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  expect(bundle).toMatchObject({ missing: [], undefinedRecords: [] });
});
