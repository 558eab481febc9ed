export * from './rest.js';
export * from './session.js';
