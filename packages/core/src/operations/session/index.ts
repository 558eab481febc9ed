export * from './session.js';
export * from './user-data.js';
