export * from './rest.js';
export * from './session/index.js';
