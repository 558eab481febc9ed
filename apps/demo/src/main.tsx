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
// When a request or a worker is started, the browser records the call stack. While the modules of the page are being
// evaluated, the browser would have to parse all of them again to record this call stack. So the app starts after the
// evaluation.
queueMicrotask(() => void app.start());
// The first render is a task of its own. If it were in one task with the evaluation of the modules, this task would
// block a slow machine for too long.
setTimeout(() => render(<App app={app} />, document.getElementById('app') as HTMLElement));
