export * from './account/index.js';
export * from './general/index.js';
export * from './market/index.js';
export * from './session/index.js';
export * from './trade/index.js';
