export { hashOfKey, leaseScript, resetScript, suspendScript } from './scripts.node.js';
