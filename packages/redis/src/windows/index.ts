export type { LeaseHolder } from './lease-holder.js';
export { LeasedWindow } from './leased-window.js';
export type { WindowAnswer, WindowReport } from './window-report.js';
