import { errorCodeNames } from './error-code-names.js';

/** The documented name of an error code: -1121 is `BAD_SYMBOL`. Undefined for a code without a documented name. */
export function errorCodeName(code: number | undefined): string | undefined {
  return errorCodeNames[String(code)];
}
