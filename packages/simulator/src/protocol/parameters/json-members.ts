/**
 * Yields the members of a JSON object, each with its value as JSON text. `JSON.parse` would lose how a number was
 * written (`1e-05`, `0.10`), but a signature is calculated from the text as it was sent. A name that occurs twice is
 * yielded twice.
 *
 * @param text JSON that `JSON.parse` accepts as an object
 */
export function* jsonMembers(text: string): Generator<[name: string, raw: string], void> {
  let at = skipSpace(text, text.indexOf('{') + 1);
  while (text[at] === '"') {
    const nameEnd = endOfString(text, at);
    const name: string = JSON.parse(text.slice(at, nameEnd));
    const start = skipSpace(text, text.indexOf(':', nameEnd) + 1);
    const end = endOfValue(text, start);
    yield [name, text.slice(start, end).trimEnd()];
    at = text[end] === ',' ? skipSpace(text, end + 1) : text.length;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** The index after the closing quote of the string that starts at `from`. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The index of the comma or bracket after the value that starts at `from`. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (character === ',' && depth === 0) return at;
  }
  return text.length;
}
