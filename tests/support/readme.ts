import { readFileSync } from 'node:fs';

/** The code of the README's blocks with this label, the word after the language of the fence: one script, in order. */
export function readmeExample(label: string, readme: URL = new URL('../../README.md', import.meta.url)): string {
  const text = readFileSync(readme, 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`\\w+ ${label}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code]) => code,
  );
  if (blocks.length === 0) throw new Error(`${readme.pathname} has no example labelled ${label}`);
  return blocks.join('\n');
}
