import { join } from 'node:path';
import { install, root, run } from './workspace.mjs';

// Installs the dependencies if necessary, and builds the documentation site into apps/docs/pages/.vitepress/dist. With
// `dev`, serves the site instead.

await install();
const [mode = 'build'] = process.argv.slice(2);
process.exitCode = await run(process.execPath, ['build.mjs', mode], { cwd: join(root, 'apps/docs') });
