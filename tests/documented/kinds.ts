/**
 * Sample values, one for each type of value in the documentation. The documented answers and events in this folder have
 * these samples as values. A sample shows the type of its field, so tests can compare the field with its declared type.
 */
export const integer = 1_234_567_890;

/** The sample of a decimal string, such as a price. */
export const decimal = '0.12345678';

export const text = 'text';

export const flag = true;

/**
 * A documented answer or event. The strings `decimal` and `text` are samples. Every other string is exactly what the
 * exchange sends.
 */
export type Sample = string | number | boolean | null | readonly Sample[] | { readonly [field: string]: Sample };
