/** Parameters as they are sent: strings, whole numbers, booleans, and lists of these. */
export type WireParams = Readonly<Record<string, unknown>>;

/** A surrogate without its other half, which UTF-8 cannot encode. */
export const unpairedSurrogate: RegExp = /\p{Cs}/u;

/** Whether a parameter is a price or a quantity, whatever prefix the operation gives it. */
export function holdsDecimal(param: string): boolean {
  return /(?:price|qty|quantity)$/i.test(param);
}
