/** A function that returns a text in chunks. Each call reads the text again from its start. */
export type TextChunks = () => AsyncIterable<string>;

/** The text of a file, whole or in chunks. */
export type TextSource = string | TextChunks;

/** Splits chunks of text into batches of whole lines, without empty lines. */
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

/** Returns the lines of a text, without empty ones. */
export const linesOf = (text: string): string[] => clean(text.split('\n'));

const clean = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');
