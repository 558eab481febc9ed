// Keeps the order books of a whole market in one process: 1,500 books with updates every 100 ms. The simulated exchange
// runs in another process. Usage: `node bench/run.mjs scale [symbols] [seconds after all are live] [node | tab |
// page]`. Prints the books, then the share of a processor core that this process used. `tab` keeps the books in one tab
// of Chromium instead. `page` serves the page, to be opened in your own browser.

import { machine } from '../kit/index.js';
import { startExchange } from './exchange.js';
import { watchInNode } from './node.js';
import { servePage } from './page-server.js';
import { watchInTab } from './tab.js';

const [symbols = '1500', seconds = '20', where = 'node'] = process.argv.slice(2);
const exchange = await startExchange(symbols);
try {
  console.log(machine());
  if (where === 'tab') await watchInTab(exchange.environment, Number(seconds));
  else if (where === 'page') {
    const page = await servePage(exchange.environment);
    console.log(`Page: ${page.url}  (Ctrl-C ends it)`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
    page.close();
  } else await watchInNode(exchange.environment, Number(seconds));
} finally {
  exchange.stop();
}
