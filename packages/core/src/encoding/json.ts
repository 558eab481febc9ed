/**
 * Parses JSON without losing digits of ids. A whole number beyond 2^53 becomes text, because a number cannot represent
 * it. This takes hardly more time than `JSON.parse` alone, because a text without long numbers is not changed.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(mayHoldLongNumber(text) ? quoteLongNumbers(text) : text);
}

/**
 * Whether the text has 16 digits in a row. To be fast, the function jumps 16 characters ahead at a time. Only if it
 * lands on a digit, it looks back and counts the digits before that digit.
 */
function mayHoldLongNumber(text: string): boolean {
  for (let last = 15; last < text.length; ) {
    let at = last;
    while (isDigit(text.charCodeAt(at))) if (--at < last - 15) return true;
    last = at + 16;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function quoteLongNumbers(text: string): string {
  let inString = false;
  return text.replace(/\\.|"|-?\d[\d.eE+-]*/g, (token) => {
    if (token === '"') inString = !inString;
    const isLong = !inString && /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
    return isLong ? `"${token}"` : token;
  });
}
