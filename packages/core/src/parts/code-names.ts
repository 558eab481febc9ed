/** The names of the exchange's error codes. */
export { codeName } from '../code-names.js';
