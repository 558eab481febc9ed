/**
 * Kinds of documented values, each as a sample of itself. A documented payload is written with these samples, so it shows
 * the kind of every field and is at the same time a payload that a type can be checked against.
 */
export const integer = 1_234_567_890;

/** A decimal in a string. */
export const decimal = '0.12345678';

export const text = 'text';

export const flag = true;

/** A documented payload. A string other than `decimal` and `text` is the literal value that the exchange sends. */
export type Sample = string | number | boolean | null | readonly Sample[] | { readonly [field: string]: Sample };
