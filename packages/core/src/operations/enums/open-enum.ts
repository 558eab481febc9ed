/**
 * A value that the exchange sends: one of the values that this version knows, or a value that the exchange has added
 * later.
 */
export type Open<T extends string> = T | (string & {});

/** The union of the values of an enum. */
export type Values<T> = T[keyof T];
