import { assertConfig } from '../errors/assert-config.js';
import type { SymbolRules } from './compile.js';

/**
 * Refuses what is not the result of `compileRules`, such as an entry of `getExchangeInfo`.
 *
 * @throws {BinanceConfigError} if it is something else.
 */
export function checkRules(rules: SymbolRules | undefined): void {
  assertConfig(rules?.info, 'rules', 'the result of compileRules', rules);
}
