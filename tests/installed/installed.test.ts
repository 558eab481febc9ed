import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPacked } from '../support/packed.js';
import { readmeExample } from '../support/readme.js';

const run = promisify(execFile);

let folder = '';
beforeAll(() => {
  folder = installPacked();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packages as installed', () => {
  it.each(['core', 'streams', 'simulator'])('%s ships its build, its licence terms and no source or test', (name) => {
    const root = join(folder, 'node_modules', '@pkg', name);
    const files = list(root).map((file) => relative(root, file));
    expect(files.filter((file) => !/^(?:dist\/|bin\/|package\.json$|README\.md$|LICENSE$)/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.test\.|\.bench\.|\.test-d\./.test(file))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(JSON.stringify(manifest.exports)).not.toContain('src/');
    expect(manifest.scripts?.postinstall ?? manifest.scripts?.install).toBeUndefined();
  });

  it('every door can be imported, and importing does nothing', async () => {
    const doors = ['core', 'streams', 'simulator'].flatMap((name) => {
      const root = join(folder, 'node_modules', '@pkg', name);
      const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };
      return Object.keys(exports).map((door) => `@pkg/${name}${door.slice(1)}`);
    });
    const importable = doors.filter((door) => door !== '@pkg/simulator/msw');
    const script = `for (const door of ${JSON.stringify(importable)}) await import(door);
      console.log(process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP|Immediate/.test(kind)).length);`;
    const { stdout } = await node(script);
    expect(stdout.trim()).toBe('0');
  });

  it("the README's Node example runs", async () => {
    const { stdout } = await node(readmeExample('node'));
    expect(stdout.trim()).toBe('FILLED 2.00000000 at 0.01001000');
  });
});

async function node(script: string): Promise<{ stdout: string; stderr: string }> {
  const file = join(folder, `script-${script.length}.mjs`);
  writeFileSync(file, script);
  return run(process.execPath, [file], { cwd: folder, timeout: 30_000 });
}

function list(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
