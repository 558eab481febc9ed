// Runs long tests of processes that share the rate limits through packages/redis: `npm run test:fleet`. In three of the
// tests, eight real processes use the limits for five minutes: without faults, with a killed process, and with a killed
// Redis. The other tests only simulate the passing of time, one of them with 1,000 processes on 50 IP addresses. With
// the name of a test file as argument, such as `scale`, only this file runs. Environment variables:
// - SPEED: how many times faster than real time the exchange runs, 2 by default
// - MINUTES: the length of a test in minutes of the exchange's time, 5 by default
// - PROCESSES: the number of real processes, 8 by default
// - ADDRESSES: the number of virtual IP addresses, 50 by default
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = process.argv.length > 2 ? process.argv.slice(2) : ['fleet', 'virtual-fleet', 'disturbed-fleet', 'scale'];
const files = names.map((name) => `packages/redis/test/${name}.test.ts`);
const command = ['exec', '--', 'vitest', 'run', '--config', 'tests/vitest.config.ts', ...files];
const env = { ...process.env, FLEET: '1', LONG: '1' };
const { status } = spawnSync('npm', command, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
process.exitCode = status ?? 1;
