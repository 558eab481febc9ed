import { run } from './server/command-line.node.js';

process.exitCode = await run(process.argv.slice(2));
