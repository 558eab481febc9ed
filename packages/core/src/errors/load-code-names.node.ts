export { errorCodeName as loadedErrorCodeName } from './error-codes.js';

/** Node imports the names of the error codes with the client. */
export async function loadErrorCodeNames(): Promise<void> {}
