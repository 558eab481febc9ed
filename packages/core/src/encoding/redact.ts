import { hex } from './hex.js';

/**
 * The length of the parts of a secret that are searched for and redacted, in characters. A text may contain only a part
 * of a secret, so it is not enough to search for the whole secret.
 */
const PIECE = 16;
/**
 * The length of the parts of a secret that is shorter than {@link PIECE}, in characters. A secret with fewer characters
 * than `SHORT_PIECE` is not redacted: it cannot be a key or a signature, and may occur in ordinary text.
 */
const SHORT_PIECE = 8;
/** How many levels of encoding are decoded, such as percent-encoding inside JSON. */
const MAX_ENCODINGS = 4;

/** A text that errors and logs must not show, such as an API key or a signature. */
export type Secret = {
  readonly text: string;
  /** The parts of the secret that are searched for. They are computed when a text is first redacted. */
  pieces?: ReadonlySet<string>;
};

/**
 * Returns a function that replaces the given secrets by `***`.
 *
 * The function finds secrets as plain text, in part, in upper or lower case, and with line breaks inside. It also finds
 * secrets that are encoded: with percent-encoding, JSON escapes, HTML entities, base64 or hexadecimal, or with several
 * of these encodings one after another.
 */
export function redactor(secrets: readonly Secret[]): (text: string) => string {
  const sets = secrets.map((secret) => (secret.pieces ??= piecesOf(secret.text)));

  function find(layer: Mapped): Range[] {
    const { text, at, ends } = compact(layer);
    const found: Range[] = [];
    for (const length of [SHORT_PIECE, PIECE]) {
      for (let index = 0; index + length <= text.length; index++) {
        const piece = text.slice(index, index + length);
        if (sets.some((pieces) => pieces.has(piece)))
          found.push([at[index] as number, ends[index + length - 1] as number]);
      }
    }
    return found;
  }

  return (text) => {
    const hidden: Range[] = [];
    let layer: Mapped | undefined = plain(text);
    for (let depth = 0; layer && depth <= MAX_ENCODINGS; depth++) {
      hidden.push(...find(layer));
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
  const pieces = new Set<string>();
  const inQuery = secret.replace(/[+/=]/g, encodeURIComponent);
  const forms = [secret, ...encodedForms(secret), ...encodedForms(inQuery)];
  const texts = forms.map((form) => compact(plain(form)).text);
  const [shortest] = texts as [string];
  const length = shortest.length < PIECE ? SHORT_PIECE : PIECE;
  for (const text of texts) {
    for (let at = 0; at + length <= text.length; at++) pieces.add(text.slice(at, at + length));
  }
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
 * A text that was derived from another text. For each of its characters, `at` has the index of the corresponding
 * character in the original text. The last entry of `at` is the length of the original text.
 */
type Mapped = { readonly text: string; readonly at: readonly number[] };

function plain(text: string): Mapped {
  const at: number[] = [];
  for (let index = 0; index <= text.length; index++) at.push(index);
  return { text, at };
}

/**
 * Reduces a text to the characters of base64, in lower case, so that a secret is found in spite of line breaks and
 * padding. Also converts the URL-safe form of base64 to the usual form.
 */
function compact({ text, at }: Mapped): Mapped & { readonly ends: readonly number[] } {
  let kept = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string;
    const end = at[index + 1] as number;
    if (char === '=') {
      if (ends.length > 0) ends[ends.length - 1] = end;
    } else if (/[\w+/-]/.test(char)) {
      kept += char === '-' ? '+' : char === '_' ? '/' : char.toLowerCase();
      starts.push(at[index] as number);
      ends.push(end);
    }
  }
  return { text: kept, at: starts, ends };
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
function decode({ text, at }: Mapped): Mapped | undefined {
  let decoded = '';
  const places: number[] = [];
  let last = 0;
  const copyTo = (end: number): void => {
    decoded += text.slice(last, end);
    places.push(...at.slice(last, end));
  };
  for (const match of text.matchAll(ESCAPES)) {
    const [all, percent, unicode, byte, hexEntity, decimalEntity, entity, escaped = ''] = match;
    copyTo(match.index);
    const hexadecimal = percent ?? unicode ?? byte ?? hexEntity;
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimalEntity);
    // `fromCharCode` always returns one UTF-16 code unit, as `places` needs one entry for each code unit of `decoded`.
    // `fromCodePoint` may return two.
    decoded +=
      code >= 0
        ? String.fromCharCode(code)
        : entity
          ? ENTITIES[entity.toLowerCase()]
          : /[nrt]/.test(escaped)
            ? ' '
            : escaped;
    places.push(at[match.index] as number);
    last = match.index + all.length;
  }
  if (!last) return undefined;
  copyTo(text.length);
  return { text: decoded, at: [...places, at.at(-1) ?? 0] };
}

/** Replaces ranges of a text by `***`. Ranges that touch or overlap are replaced by a single `***`. */
function hide(text: string, ranges: readonly Range[]): string {
  let safe = '';
  let last = 0;
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (end <= last) continue;
    if (start > last || last === 0) safe += `${text.slice(last, start)}***`;
    last = end;
  }
  return safe + text.slice(last);
}
