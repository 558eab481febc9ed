/** Error codes for a write that the exchange has received, but whose outcome it does not know. */
export const unknownOutcomeCodes: readonly unknown[] = [-1001, -1006, -1007];
