// Runs long tests of processes that share the rate limits by packages/redis: `npm run test:fleet`. Eight real processes
// use the limits for five minutes: first without faults, then with one process killed, then with Redis killed. The same
// tests run in virtual time, also with 1,000 processes on 50 IP addresses. Environment variables, with their defaults:
// SPEED is how many times faster than real time the exchange runs (2), MINUTES the length of a test (5), PROCESSES the
// number of real processes (8), and ADDRESSES the number of virtual IP addresses (50). With the name of a test file as
// argument, such as `scale`, only that file runs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = process.argv.length > 2 ? process.argv.slice(2) : ['fleet', 'virtual-fleet', 'disturbed-fleet', 'scale'];
const files = names.map((name) => `packages/redis/test/${name}.test.ts`);
const command = ['exec', '--', 'vitest', 'run', '--config', 'tests/vitest.config.ts', ...files];
const env = { ...process.env, FLEET: '1', LONG: '1' };
const { status } = spawnSync('npm', command, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
process.exitCode = status ?? 1;
