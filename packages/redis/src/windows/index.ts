export { LeasedWindow } from './leased-window.js';
export type { Lessee } from './lessee.js';
export type { WindowAnswer, WindowReport } from './window-report.js';
