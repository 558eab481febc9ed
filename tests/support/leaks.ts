import { inspect } from 'node:util';

/** Encodings in which an exchange, a proxy or a log may repeat a secret. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'percent-encoded': (text) => encodeURIComponent(text),
  'with every byte percent-encoded': everyByte((hex) => `%${hex}`),
  'percent-encoded twice': everyByte((hex) => `%25${hex}`),
  'as escapes of JSON': everyByte((hex) => `\\u00${hex}`),
  'as escapes of JSON inside of JSON': everyByte((hex) => `\\\\u00${hex}`),
  'as escapes with braces': everyByte((hex) => `\\u{${hex}}`),
  'as hexadecimal escapes': everyByte((hex) => `\\x${hex}`),
  'as hexadecimal entities of HTML': everyByte((hex) => `&#x${hex};`),
  'as decimal entities of HTML': (text) => [...Buffer.from(text)].map((byte) => `&#${byte};`).join(''),
  'as hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'as upper hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'as hexadecimal with spaces': everyByte((hex) => `${hex} `),
  'as base64': (text) => Buffer.from(text).toString('base64'),
  'as base64 of a longer text': (text) => Buffer.from(`a${text}b`).toString('base64'),
  'as base64 of a still longer text': (text) => Buffer.from(`ab${text}c`).toString('base64'),
  'as base64 for URLs': (text) => Buffer.from(`?${text}`).toString('base64url'),
  'as base64 of the percent-encoded text': (text) => Buffer.from(`?s=${encodeURIComponent(text)}`).toString('base64'),
  'as base64 with line breaks': (text) => Buffer.from(text).toString('base64').replace(/.{20}/g, '$&\n'),
  'as percent-encoded base64': (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  'as quoted-printable': everyByte((hex) => `=${hex}`),
  'with line breaks': (text) => text.replace(/.{10}/g, '$&\r\n'),
  'with spaces between the characters': (text) => [...text].join(' '),
  'with an escaped slash': (text) => text.replaceAll('/', '\\/'),
  'in a query': (text) => `https://host/api/v3/order?symbol=BNBBTC&signature=${encodeURIComponent(text)}`,
  'cut at its start': (text) => text.slice(9),
  'cut at its end': (text) => text.slice(0, -9),
};

function everyByte(write: (hex: string) => string): (text: string) => string {
  return (text) => [...Buffer.from(text)].map((byte) => write(byte.toString(16).padStart(2, '0'))).join('');
}

/** This many consecutive characters of a secret in a text count as a leak. */
const WINDOW = 16;

/** Returns the parts of secrets that a text contains, plain or in one of the {@link encodings}. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  const parts = new Set<string>();
  for (const secret of secrets) {
    const lower = secret.toLowerCase();
    for (let at = 0; at + WINDOW <= lower.length; at++) parts.add(lower.slice(at, at + WINDOW));
  }
  const found = new Set<string>();
  for (const view of viewsOf(text)) {
    for (let at = 0; at + WINDOW <= view.length; at++) {
      const part = view.slice(at, at + WINDOW);
      if (parts.has(part)) found.add(part);
    }
  }
  return [...found];
}

/** Decodes a text by every encoding that can be undone without the secret. Returns the results in lower case. */
function viewsOf(text: string): ReadonlySet<string> {
  let plain = text;
  const texts = new Set([text]);
  for (let round = 0; round < 4; round++) {
    plain = plain
      .replace(/(?:%|\\+x|=)([0-9a-f]{2})/gi, fromHex)
      .replace(/\\+u\{?(?:00)?([0-9a-f]{2})\}?/gi, fromHex)
      .replace(/&#x([0-9a-f]{2});/gi, fromHex)
      .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll('\\/', '/');
    texts.add(plain);
  }
  const views = new Set<string>();
  for (const each of texts) {
    const joined = each.replace(/\\[rnt]|\s/g, '');
    for (const view of [each, joined]) views.add(view.toLowerCase());
    for (const [run] of joined.matchAll(/[\w+/-]{16,}/g)) {
      for (let skip = 0; skip < 4; skip++) {
        const decoded = Buffer.from(run.slice(skip), 'base64').toString('latin1');
        for (const view of [decoded, decoded.replace(/%([0-9a-f]{2})/gi, fromHex)]) views.add(view.toLowerCase());
      }
    }
    for (const [run] of joined.matchAll(/[0-9a-f]{32,}/gi)) {
      for (let skip = 0; skip < 2; skip++)
        views.add(Buffer.from(run.slice(skip), 'hex').toString('latin1').toLowerCase());
    }
  }
  return views;
}

function fromHex(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** Returns everything that a program may print of a value: messages, stacks and properties, hidden ones as well. */
export function printed(value: unknown): string {
  const texts = [
    inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }),
    inspect(value, { depth: 12, getters: true, maxStringLength: null, maxArrayLength: null }),
    String(value),
    JSON.stringify(value) ?? '',
  ];
  let error = value;
  for (let depth = 0; error instanceof Error && depth < 12; depth++) {
    texts.push(error.message, String(error.stack), JSON.stringify(Object.getOwnPropertyDescriptors(error)));
    error = error.cause;
  }
  return texts.join('\n');
}
