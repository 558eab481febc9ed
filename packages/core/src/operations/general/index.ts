export * from './connectivity.js';
export * from './exchange-info.js';
export * from './execution-rules.js';
export * from './symbol-filters.js';
