export { differing } from '../../contract/signing-vectors.js';
