export { AMOUNT_DECIMALS, formatAmount, ONE, over, parseAmount, times } from './amount.js';
export { type Choices, defaultChoices } from './choices.js';
export { Engine } from './engine.js';
export type * from './types.js';
