export { neverConnected } from './connection-failures.node.js';
export { watchRequest } from './undici-requests.node.js';
