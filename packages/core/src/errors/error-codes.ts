import { errorCodeNames } from './error-code-names.js';

/**
 * Returns the name that Binance documents for an error code: `BAD_SYMBOL` for -1121. Undefined for a code without one.
 */
export function errorCodeName(code: number | undefined): string | undefined {
  // Callers without TypeScript may pass any value. No error has the code 0.
  return errorCodeNames[typeof code === 'number' ? code : 0];
}
