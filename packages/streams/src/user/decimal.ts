/** The sum of decimal texts, exact, with as many decimals as the longest of them. */
export function addDecimals(...values: readonly string[]): string {
  const decimals = Math.max(...values.map((value) => value.split('.')[1]?.length ?? 0));
  const sum = values.reduce((total, value) => total + scaled(value, decimals), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${sum < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`;
}

/** `a` less `b`, exact. */
export function subtractDecimals(a: string, b: string): string {
  return addDecimals(a, b.startsWith('-') ? b.slice(1) : `-${b}`);
}

/** Whether two texts are the same number. */
export function isSameDecimal(a: string, b: string): boolean {
  return !/[1-9]/.test(subtractDecimals(a, b));
}

function scaled(value: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = value.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(decimals, '0'));
  return value.startsWith('-') ? -size : size;
}
