import { readFileSync } from 'node:fs';

/** The code of the README's blocks with this label, the word after the language of the fence: one script, in order. */
export function readmeExample(label: string, readme?: URL): string {
  return readmeBlocks(`\\w+ ${label}`, readme).join('\n');
}

/** The code of each block whose fence is followed by this pattern and nothing else. */
export function readmeBlocks(fence: string, readme: URL = new URL('../../README.md', import.meta.url)): string[] {
  const text = readFileSync(readme, 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  if (blocks.length === 0) throw new Error(`${readme.pathname} has no example that begins with ${fence}`);
  return blocks.map(([, code = '']) => code);
}
