export { defaultMatchingAssumptions, type MatchingAssumptions } from '../assumptions/assumptions.js';
export { Engine } from './engine.js';
export type { EngineOptions } from './settings/engine-options.js';
export { AMOUNT_DECIMALS, formatAmount, ONE, over, parseAmount, times } from './types/amount.js';
export type * from './types/index.js';
