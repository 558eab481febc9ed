// Installs the packed packages by npm in empty projects, as new users do, and everything else from the registry:
// `npm run test:installed`. Compiles a program with each supported version of TypeScript and each module setting, and
// starts the examples that need a framework: Next.js, React with Vite, and a Worker with wrangler. With further
// arguments, such as `-t Next`, only a part of the tests runs.
import { ensureBrowser } from './browser.mjs';
import { build, install, tool } from './workspace.mjs';

await install();
await build();
const CHROMIUM_PATH = ensureBrowser();
process.exitCode = await tool(
  'vitest',
  ['run', '--config', 'tests/vitest.config.ts', 'tests/installed/npm-install.test.ts', ...process.argv.slice(2)],
  { env: { ...process.env, INSTALLED: '1', CHROMIUM_PATH } },
);
