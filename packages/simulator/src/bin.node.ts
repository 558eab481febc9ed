import { run } from './server/command-line.node.js';

// Ends the process even if something keeps it open, such as a request that a simulated fault leaves without a response.
process.exit(await run(process.argv.slice(2)));
