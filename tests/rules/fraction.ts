/** An exact fraction: numerator and positive denominator. */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

/** Parses a decimal without an exponent. Returns undefined for other values. */
export function fraction(value: unknown): Fraction | undefined {
  const match = /^([0-9]{1,20})(?:\.([0-9]{1,20}))?$/.exec(String(value));
  if (!match) return undefined;
  const decimals = match[2] ?? '';
  return [
    BigInt(match[1] as string) * 10n ** BigInt(decimals.length) + BigInt(decimals || '0'),
    10n ** BigInt(decimals.length),
  ];
}

export function compare(a: Fraction, b: Fraction): number {
  const difference = a[0] * b[1] - b[0] * a[1];
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function times(a: Fraction, b: Fraction): Fraction {
  return [a[0] * b[0], a[1] * b[1]];
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
}
