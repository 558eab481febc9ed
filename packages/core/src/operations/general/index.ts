export * from './connectivity.js';
export * from './exchange-info.js';
export * from './symbol-filters.js';
