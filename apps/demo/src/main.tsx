/**
 * The entry of the demo page.
 *
 * - `session/` connects the page to one exchange. It offers the client, its streams, the account and the shown symbol
 *   as signals. One `AbortSignal` closes everything that a session has opened.
 * - `shell/` draws the page from these signals with Preact.
 * - `views/` has the order book, the trades and the charts. Each view is a function that takes a root element and
 *   draws at most once per animation frame.
 * - `order/` checks and previews the order in the order form.
 * - `worker/` runs the simulated exchange in a worker of the page.
 *
 * @module
 */

import { render } from 'preact';
import '@fontsource-variable/figtree/wght.css';
import { refuseFrame } from './frame.js';
import { App } from './shell/app.js';
import { AppState } from './shell/app-state.js';
import { applyTheme } from './shell/theme.js';

refuseFrame(window);
const app = new AppState();
applyTheme(app.theme);
// The browser records the call stack of each request and worker that is started. During the evaluation of the modules,
// it would have to parse all modules again for this. So the start waits until the evaluation has ended.
queueMicrotask(() => void app.start());
// The first drawing gets a task of its own. If the modules were evaluated in the same task, the task would block a slow
// machine for too long.
setTimeout(() => render(<App app={app} />, document.getElementById('app') as HTMLElement));
