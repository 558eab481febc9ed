/** A value that the exchange sends: one of the known values, or a value that the exchange has added since. */
export type Open<T extends string> = T | (string & {});

/** The union of the values of an enum. */
export type Values<T> = T[keyof T];
