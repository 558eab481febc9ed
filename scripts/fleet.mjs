// Runs fleets of packages/redis at length: `npm run test:fleet`. Eight real processes use five minutes of the exchange,
// undisturbed, with one of them killed, and with Redis killed. The same in virtual time, and 1,000 processes on 50
// addresses. SPEED sets how much faster than real time the exchange runs (2), MINUTES the length (5), PROCESSES the number
// of real processes (8), and ADDRESSES that of virtual ones (50). A name of a test file, such as `scale`, runs that one only.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = process.argv.length > 2 ? process.argv.slice(2) : ['fleet', 'virtual-fleet', 'disturbed-fleet', 'scale'];
const files = names.map((name) => `packages/redis/test/${name}.test.ts`);
const command = ['exec', '--', 'vitest', 'run', '--config', 'tests/vitest.config.ts', ...files];
const env = { ...process.env, FLEET: '1', LONG: '1' };
const { status } = spawnSync('npm', command, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
process.exitCode = status ?? 1;
