/** Decimals are calculated as bigints with this many decimal places: in units of 10^-12. */
export const UNIT = 12;

export function units(value: unknown): bigint {
  const [whole = '0', fraction = ''] = String(value ?? '0').split('.');
  return BigInt(whole) * 10n ** BigInt(UNIT) + BigInt(fraction.padEnd(UNIT, '0').slice(0, UNIT));
}

export function written(value: bigint, decimals: number, padded: boolean): string {
  const digits = String(value).padStart(UNIT + 1, '0');
  const fraction = digits.slice(-UNIT).slice(0, decimals);
  const trimmed = padded ? fraction : fraction.replace(/0+$/, '');
  return digits.slice(0, -UNIT) + (trimmed === '' ? '' : `.${trimmed}`);
}

export function product(one: unknown, other: unknown): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  return written((units(one) * units(other)) / 10n ** BigInt(UNIT), UNIT, false);
}

export function quotient(one: unknown, other: unknown): string | undefined {
  if (one === undefined || units(other) === 0n) return undefined;
  return written((units(one) * 10n ** BigInt(UNIT)) / units(other), UNIT, false);
}
