import { readFileSync } from 'node:fs';

/** The code of the README's example with this label: the word after the language of its fence. */
export function readmeExample(label: string, readme: URL = new URL('../../README.md', import.meta.url)): string {
  const text = readFileSync(readme, 'utf8');
  const found = new RegExp(`^\`\`\`\\w+ ${label}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`${readme.pathname} has no example labelled ${label}`);
  return found;
}
