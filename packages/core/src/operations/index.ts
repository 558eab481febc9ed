export * from './rest-operations.js';
export * from './session/index.js';
