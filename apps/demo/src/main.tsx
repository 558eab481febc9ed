/**
 * The entry of the demo page.
 *
 * `session/` is everything between the page and one source of data: the client, its streams, the account and the shown
 * symbol, as signals that end with one `AbortSignal`. `shell/` draws the page from these signals with Preact. `views/`
 * has the ladder, the trades and the charts: functions that take a root element and draw at most once per frame.
 * `order/` checks and previews the order of the order form. `worker/` runs the simulated exchange in a worker of the
 * page.
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
render(<App app={app} />, document.getElementById('app') as HTMLElement);
void app.start();
