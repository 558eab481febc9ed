import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const tests = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'command-'));
// esbuild bundles the simulator's command into this file. The file lies in this folder because Node can find the
// package `ws`, which it imports, from here.
const bundle = join(tests, 'node_modules', '.cache', `simulator-${process.pid}.mjs`);

beforeAll(async () => {
  mkdirSync(join(bundle, '..'), { recursive: true });
  await build({
    entryPoints: [join(tests, '..', 'packages', 'simulator', 'src', 'bin.node.ts')],
    outfile: bundle,
    ...{ bundle: true, platform: 'node', format: 'esm', conditions: ['@pkg/source'], external: ['ws'] },
  });
});

afterAll(() => {
  rmSync(bundle);
  rmSync(folder, { recursive: true });
});

describe('the command in a process of its own', () => {
  it.each(['0', '1'])('ends an advance of a day at SIGTERM, and writes its state (speed %s)', async (speed) => {
    const file = join(folder, `state-${speed}.json`);
    const options = ['--port', '0', '--json', '--history', '0.1', '--symbols', 'BTCUSDT', '--speed', speed];
    const child = spawn(process.execPath, [bundle, ...options, '--state', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { rest } = JSON.parse(line);
    const timeOf = async (): Promise<number> => (await (await fetch(`${rest}/sim/`)).json()).time;
    const from = await timeOf();
    const advance = fetch(`${rest}/sim/advance?ms=86400000`, { method: 'POST' }).then(
      () => 'answered',
      () => 'disconnected',
    );
    // Waits until the exchange is advancing its time.
    while ((await timeOf()) < from + 10_000);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await advance;
    const { clock } = JSON.parse(readFileSync(file, 'utf8'));
    expect(clock.start + clock.elapsed).toBeGreaterThanOrEqual(from + 10_000);
    expect(clock.start + clock.elapsed).toBeLessThan(from + 86_400_000);
  });
});
