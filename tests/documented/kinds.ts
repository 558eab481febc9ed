/**
 * A sample value for each kind of documented value. Documented payloads are written with these samples. So a payload
 * shows the kind of every field, and can also be checked against a type.
 */
export const integer = 1_234_567_890;

/** The sample of a decimal string. */
export const decimal = '0.12345678';

export const text = 'text';

export const flag = true;

/**
 * A documented payload. A string other than the samples `decimal` and `text` is the literal value that the exchange
 * sends.
 */
export type Sample = string | number | boolean | null | readonly Sample[] | { readonly [field: string]: Sample };
