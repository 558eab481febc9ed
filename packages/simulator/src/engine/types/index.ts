/** The types of the engine's commands, results, records, events and configuration. */
export type { Amount } from './amount.js';
export type * from './commands.js';
export type * from './configuration.js';
export type * from './enums.js';
export type * from './events.js';
export type * from './records.js';
export type * from './results.js';
export type * from './source.js';
