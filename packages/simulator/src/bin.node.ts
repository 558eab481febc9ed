import { run } from './faces/command.node.js';

process.exitCode = await run(process.argv.slice(2));
