// Generates the pages of the documentation and builds the site. `node build.mjs` writes it into pages/.vitepress/dist,
// and `node build.mjs dev` serves it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const generated = `${folder}node_modules/.generate`;

await build({
  entryPoints: [`${folder}generate/main.ts`, `${folder}generate/check-built-search.ts`],
  outdir: generated,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@pkg/source'],
  external: ['esbuild', 'typescript5'],
  // esbuild bundles each script into an ES module, which has no `require`. The scripts include ws, a CommonJS module
  // that calls `require` for Node's modules. So this line defines `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'error',
});
const [, , command = 'build'] = process.argv;
await run(process.execPath, [`${generated}/main.mjs`, root]);
if (command !== 'pages') await run(`${folder}node_modules/.bin/vitepress`, [command, 'pages']);
if (command === 'build') await run(process.execPath, [`${generated}/check-built-search.mjs`, folder]);

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with exit code ${code}`))));
  });
}
