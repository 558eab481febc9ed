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
