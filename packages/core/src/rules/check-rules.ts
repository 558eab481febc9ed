import { assertConfig } from '../errors/assert-config.js';
import type { SymbolRules } from './compile.js';

/**
 * Throws unless the argument is a result of `compileRules`. A caller may pass an entry of `getExchangeInfo` by mistake.
 *
 * @throws {BinanceConfigError} if the argument is not a result of `compileRules`.
 */
export function checkRules(rules: SymbolRules | undefined): void {
  assertConfig(rules?.info, 'rules', 'the result of compileRules', rules);
}
