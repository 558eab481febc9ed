/** The operations that have a REST route. @module */

export * from './account/index.js';
export * from './general/index.js';
export * from './market/index.js';
export * from './trade/index.js';
