import { codeName } from './code-names.js';

/** The documented name of an error code: -1121 is `BAD_SYMBOL`. Undefined for codes that have none. */
export function errorCodeName(code: number | undefined): string | undefined {
  return codeName(code);
}
