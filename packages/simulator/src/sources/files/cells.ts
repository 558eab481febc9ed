import { parseAmount } from '../../engine/types/amount.js';

/** Returns the cells of a line of CSV. The files of the exchange's data site use no quotes. */
export function cellsOf(line: string): string[] {
  const cells = line.split(',');
  return PLAIN.test(line) ? cells : cells.map((cell) => cell.trim().replaceAll('"', ''));
}

/** Matches a line without spaces and without quotes, whose cells can be used as they are. */
const PLAIN = /^[^\s"]*$/;

/** Returns the lines without the header of the table. The first line is a header if its first cell is not a number. */
export const withoutHeader = (lines: readonly string[]): readonly string[] =>
  lines[0] === undefined || /^"?\d/.test(lines[0]) ? lines : lines.slice(1);

/** Creates the error for a line that cannot be read. */
export const badLine = (line: string, expected: string): SyntaxError =>
  new SyntaxError(`data: expected ${expected}, got '${line.slice(0, 80)}'`);

/** Reads a decimal that may have an exponent, such as `1e-7`. */
export function decimal(text: string, line: string): string {
  if (parseAmount(text) !== undefined) return text;
  const plain = /^\d+(\.\d+)?e-?\d+$/i.test(text) ? Number(text).toFixed(8) : text;
  if (parseAmount(plain) === undefined) throw badLine(line, 'decimals with at most 8 places');
  return plain;
}

export function wholeNumber(text: string, line: string): number {
  if (!/^\d{1,16}$/.test(text)) throw badLine(line, 'whole numbers as ids and times');
  return Number(text);
}

export function flag(text: string, line: string): boolean {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw badLine(line, 'True or False');
}

/** Reads a time in ms, or in µs as in the files from 2025 on. Returns it in µs. */
export function microseconds(text: string, line: string): number {
  const time = wholeNumber(text, line);
  // As ms, a number below 1e12 would be a time before September 2001. So the number is probably in seconds.
  if (time < 1e12) throw badLine(line, 'times in ms or µs');
  return time > 1e14 ? time : time * 1000;
}
