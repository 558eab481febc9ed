declare const event: unique symbol;

/** A stream's name, carrying the type of its events. */
export type Topic<E> = string & { readonly [event]?: E };
