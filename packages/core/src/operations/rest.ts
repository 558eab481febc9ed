// The operations that REST has, for pages that trade and read over it alone.
export * from './account/index.js';
export * from './general/index.js';
export * from './market/index.js';
export * from './trade/index.js';
