/** Error codes of replies that do not show whether a request was executed. */
export const unknownOutcomeCodes: readonly unknown[] = [-1001, -1006, -1007];
