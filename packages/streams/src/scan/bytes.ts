/** What is done with frames that are bytes, as Node gives them. */
export { ByteNames } from './byte-names.js';
export { scannerFor } from './hot-events.js';
