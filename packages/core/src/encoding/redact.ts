import { hex } from './hex.js';

/**
 * The length of the parts of a secret that are searched for and redacted, in characters. A text may contain only a part
 * of a secret, so it is not enough to search for the whole secret.
 */
const PIECE = 16;
/**
 * If a secret has fewer than {@link PIECE} characters, its parts of this length are searched for and redacted. A secret
 * with fewer than `SHORT_PIECE` characters is not redacted: it cannot be a key or a signature, and may occur in
 * ordinary text.
 */
const SHORT_PIECE = 8;

/** A text that errors and logs must not show, such as an API key or a signature. */
export type Secret = {
  readonly text: string;
  /** The parts of the secret that are searched for. They are computed when a text is first redacted. */
  pieces?: ReadonlySet<string>;
};

/**
 * Returns a function that replaces the given secrets with `***`.
 *
 * The function finds secrets as plain text, in part, in upper or lower case, and with line breaks inside. It also finds
 * secrets that are encoded: with percent-encoding, JSON escapes, HTML entities, base64 or hexadecimal, or with several
 * of these encodings one after another.
 */
export function redactor(secrets: readonly Secret[]): (text: string) => string {
  /** How many levels of encoding are decoded, such as percent-encoding inside JSON. */
  const MAX_ENCODINGS = 4;

  const sets = secrets.map((secret) => (secret.pieces ??= piecesOf(secret.text)));

  return (text) => {
    const hidden: Range[] = [];
    let layer: readonly Char[] | undefined = plain(text);
    for (let depth = 0; layer && depth <= MAX_ENCODINGS; depth++) {
      const chars = compact(layer);
      const compacted = textOf(chars);
      for (const length of [SHORT_PIECE, PIECE]) {
        for (const [at, piece] of piecesIn(compacted, length).entries()) {
          if (!sets.some((pieces) => pieces.has(piece))) continue;
          hidden.push([(chars[at] as Char).start, (chars[at + length - 1] as Char).end]);
        }
      }
      layer = decode(layer);
    }
    return hide(text, hidden);
  };
}

/**
 * Returns the parts of a secret that are searched for: parts of the secret itself, and parts of its encoded forms. The
 * secret and its encoded forms are first reduced by {@link compact}.
 */
function piecesOf(secret: string): ReadonlySet<string> {
  const inQuery = secret.replace(/[+/=]/g, encodeURIComponent);
  const forms = [secret, ...encodedForms(secret), ...encodedForms(inQuery)].map(compactText);
  const length = compactText(secret).length < PIECE ? SHORT_PIECE : PIECE;
  return new Set(forms.flatMap((form) => piecesIn(form, length)));
}

/** Returns every part of a text that has `length` characters. The parts overlap: one begins at each character. */
function piecesIn(text: string, length: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at + length <= text.length; at++) pieces.push(text.slice(at, at + length));
  return pieces;
}

/**
 * Returns the forms that a secret takes when a longer text that contains it is encoded in hexadecimal or base64. In
 * base64 there are three forms, depending on the position of the secret in the longer text.
 */
function encodedForms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const binary = String.fromCharCode(...bytes);
  // The first and last base64 characters are cut off, because they also encode bits of the text around the secret.
  const base64 = [0, 2, 3].map((skip, before) => btoa('\0'.repeat(before) + binary).slice(skip, -4));
  return [hex(bytes), ...base64];
}

type Range = readonly [start: number, end: number];

/**
 * A UTF-16 code unit of a text that was decoded or shortened. It comes from the characters of the original text from
 * the position `start` up to, but not including, the position `end`.
 */
type Char = { readonly char: string; readonly start: number; readonly end: number };

function plain(text: string): Char[] {
  return text.split('').map((char, at) => ({ char, start: at, end: at + 1 }));
}

function textOf(chars: readonly Char[]): string {
  return chars.map(({ char }) => char).join('');
}

/**
 * Reduces a text to the characters of base64, as {@link compactText} does, and keeps the position of each character.
 */
function compact(chars: readonly Char[]): Char[] {
  const kept: Char[] = [];
  for (const { char, start, end } of chars) {
    if (char === '=') {
      const last = kept.pop();
      if (last) kept.push({ ...last, end });
    } else {
      const reduced = compactText(char);
      if (reduced) kept.push({ char: reduced, start, end });
    }
  }
  return kept;
}

/**
 * Reduces a text to the characters of base64, in lower case, so that a secret is found in spite of line breaks and
 * padding. Also converts the URL-safe form of base64 to the usual form.
 */
function compactText(text: string): string {
  return text
    .replace(/[^\w+/-]/g, '')
    .toLowerCase()
    .replaceAll('-', '+')
    .replaceAll('_', '/');
}

const ESCAPES =
  /%([0-9a-f]{2})|\\u\{?([0-9a-f]{1,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|&(amp|sol|plus|equals);|\\([^ux])/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  sol: '/',
  plus: '+',
  equals: '=',
};

/** Decodes one level of encoding. Returns undefined if the text is not encoded. */
function decode(chars: readonly Char[]): Char[] | undefined {
  const decoded: Char[] = [];
  let last = 0;
  for (const match of textOf(chars).matchAll(ESCAPES)) {
    const [all, percent, unicode, byte, hexEntity, decimalEntity, entity, escaped = ''] = match;
    const hexadecimal = percent ?? unicode ?? byte ?? hexEntity;
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimalEntity);
    // `fromCharCode` always returns one UTF-16 code unit. `fromCodePoint` may return two.
    const char =
      code >= 0
        ? String.fromCharCode(code)
        : entity
          ? (ENTITIES[entity.toLowerCase()] as string)
          : /[nrt]/.test(escaped)
            ? ' '
            : escaped;
    const { start } = chars[match.index] as Char;
    decoded.push(...chars.slice(last, match.index));
    last = match.index + all.length;
    decoded.push({ char, start, end: (chars[last - 1] as Char).end });
  }
  return last ? [...decoded, ...chars.slice(last)] : undefined;
}

/** Replaces ranges of a text with `***`. Ranges that touch or overlap are replaced with a single `***`. */
function hide(text: string, ranges: Range[]): string {
  let safe = '';
  let last = 0;
  for (const [start, end] of ranges.sort(([a], [b]) => a - b)) {
    if (end <= last) continue;
    if (start > last || last === 0) safe += `${text.slice(last, start)}***`;
    last = end;
  }
  return safe + text.slice(last);
}
