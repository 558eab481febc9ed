/**
 * The settings of the search box, for the site and for its tests. VitePress writes the functions into the pages as
 * text, so a function must use nothing but its parameters.
 */
export const miniSearch = {
  options: { tokenize, processTerm },
  searchOptions: {
    prefix: (term: string): boolean => term.length > 2,
    fuzzy: (term: string): number | false => (term.length > 4 && !/\d/.test(term) ? 0.3 : false),
    maxFuzzy: 2,
    weights: { prefix: 0.3, fuzzy: 0.2 },
    boost: { title: 2.5, text: 1, titles: 2 },
    boostTerm,
    boostDocument,
  },
};

/**
 * Splits a text into words. A name such as `recvWindow`, `recv_window` or `RECV_WINDOW` gives each part as a word, and
 * all parts together as one more word. So a search for one spelling finds the other spellings. A title and a query
 * (which has no field) also give each pair of words as one word: `order book` and `orderbook` find `OrderBook`. A code
 * such as -1021 keeps its sign.
 */
function tokenize(text: string, field?: string): string[] {
  const names = text.match(/(?<![\p{L}\p{N}])-\d{3,}|[\p{L}\p{N}]+(?:_+[\p{L}\p{N}]+)*/gu) ?? [];
  const words = names.map((name) =>
    name.startsWith('-')
      ? [name, name.slice(1)]
      : name.split(/_+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u),
  );
  const wholes = words.flatMap((parts) => (parts.length > 1 && !parts[0]?.startsWith('-') ? [parts.join('')] : []));
  const parts = words.flat();
  const isShort = field === undefined || field === 'title';
  const pairs = isShort ? parts.slice(1).map((part, index) => `${parts[index]}${part}`) : [];
  return [...new Set([...wholes, ...pairs]), ...parts];
}

/** Returns the singular of a word in lower case, and null for words that say nothing about what is searched. */
function processTerm(term: string): string | null {
  const word = term.toLowerCase();
  if (/^(?:an?|and|do|does|for|get|how|i|in|is|it|my|of|on|or|the|to|what|when|with)$/.test(word)) return null;
  return word.replace(/(?<=[a-z]{2})ies$/, 'y').replace(/(?<=[a-z]{2}[^aious])s$/, '');
}

/** A part of a name, such as `window` of `recvWindow`, gets a lower weight than the whole name. */
function boostTerm(term: string, _: number, terms: string[]): number {
  return terms.some((other) => other.length > term.length && other.includes(term)) ? 0.25 : 1;
}

/** Ranks pages before their sections, and guides, operations and streams before the types of the reference. */
function boostDocument(id: string, _: string, section?: Record<string, unknown>): number {
  const isPage = (section?.titles as readonly string[] | undefined)?.length === 0;
  if (id.includes('guide/')) return isPage ? 3 : 1.8;
  if (/(?:operations|streams)\//.test(id)) return isPage ? 2 : 0.6;
  if (id.includes('migrate/')) return 1;
  return id.includes('reference/options') ? 0.75 : 0.6;
}

/**
 * Returns the text of a page in which the search box searches: its Markdown with its description and its keywords, but
 * without the links at its end.
 */
export function searchedText(page: string): string {
  const [front = ''] = /^---\n[\s\S]*?\n---\n/.exec(page) ?? [];
  const words = [...front.matchAll(/^(?:description|keywords): (.*)$/gm)].map(([, text]) => text).join(' ');
  return page.replace(/^## Next\n[\s\S]*$/m, '').replace(/^# .*$/m, `$&\n\n${words}`);
}
