import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('SIGTERM ends `npm start` and both servers that it started', async () => {
  const env = { ...process.env, SIMULATOR_PORT: '0', PORT: '0' };
  const child = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const addresses: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, address] = /^(?:Simulated exchange|Page): (http:\S+)/.exec(line) ?? [];
    if (address) addresses.push(address);
  });
  await expect.poll(() => addresses.length, { timeout: 30_000 }).toBe(2);
  const states = (): Promise<string[]> =>
    Promise.all(
      addresses.map((address) =>
        fetch(address).then(
          () => 'open',
          () => 'closed',
        ),
      ),
    );
  expect(await states()).toEqual(['open', 'open']);
  child.kill('SIGTERM');
  await ended;
  await expect.poll(states).toEqual(['closed', 'closed']);
});
