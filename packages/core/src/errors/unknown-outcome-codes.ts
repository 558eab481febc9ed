/** Codes of a write that the exchange received, and whose outcome it does not know. */
export const unknownOutcomeCodes: readonly unknown[] = [-1001, -1006, -1007];
