import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'secret-'));

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./secret-holder.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    conditions: ['@pkg/source'],
    outfile: join(folder, 'secret-holder.mjs'),
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function holder(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--expose-gc', join(folder, 'secret-holder.mjs'), ...args]);
  return stdout.trim();
}

// `secret-holder.ts` creates a client and signs with it. While the client still exists, the program searches a snapshot
// of its own heap for the text of the secret.
describe('the secret of a client after it was imported', () => {
  it.concurrent.each([
    ['@pkg/core', 'apiSecret'],
    ['@pkg/core', 'privateKey'],
    ['@pkg/core/node', 'apiSecret'],
    ['@pkg/core/node', 'privateKey'],
    ['createClient', 'apiSecret'],
  ])(
    'is in no text that %s keeps: %s',
    async (entryPoint, kind) => {
      expect(await holder(entryPoint, kind)).toBe('not found');
    },
    60_000,
  );

  it('is found by this test if the program keeps it', async () => {
    expect(await holder('@pkg/core', 'apiSecret', 'keep')).toBe('found');
  }, 60_000);
});
