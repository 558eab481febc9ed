import { errorCodeNames } from './error-code-names.js';
import { fixAndSbeErrorCodeNames } from './fix-and-sbe-error-code-names.js';

/**
 * Returns the name that Binance documents for an error code, such as `BAD_SYMBOL` for -1121. Returns undefined for a
 * code without a documented name.
 */
export function errorCodeName(code: number | undefined): string | undefined {
  // Callers without TypeScript may pass any value. 0 stands for illegal values, because no error has this code.
  const known = typeof code === 'number' ? code : 0;
  return errorCodeNames[known] ?? fixAndSbeErrorCodeNames[known];
}
