/** A value that the exchange sends: a known value, or one that the exchange has added. */
export type Open<T extends string> = T | (string & {});

/** The union of the values of an enum. */
export type Values<T> = T[keyof T];
