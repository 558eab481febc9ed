import { run } from './server/command-line.node.js';

// Ends the process even if something is still waiting, such as a request whose response a fault withholds.
process.exit(await run(process.argv.slice(2)));
