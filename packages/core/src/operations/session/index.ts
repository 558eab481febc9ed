export * from './log-on.js';
export * from './user-data.js';
