/** Text in pieces, which is read again from the start by each call. */
export type TextChunks = () => AsyncIterable<string>;

/** Text of a file: all of it, or in pieces. */
export type TextSource = string | TextChunks;

/** Splits pieces of text into batches of whole lines. Empty lines are left out. */
export async function* lineBatches(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() as string;
    const whole = clean(lines);
    if (whole.length > 0) yield whole;
  }
  const last = clean([rest]);
  if (last.length > 0) yield last;
}

/** The lines of a text, without empty ones. */
export const linesOf = (text: string): string[] => clean(text.split('\n'));

const clean = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');
