import { readFileSync } from 'node:fs';

/** The code blocks of a README with this label after the language of the fence, joined in order to one script. */
export function readmeExample(label: string, readme?: URL): string {
  return readmeBlocks(`\\w+ ${label}`, readme).join('\n');
}

/** The code blocks whose fence line matches this pattern after the language. */
export function readmeBlocks(fence: string, readme: URL = new URL('../../README.md', import.meta.url)): string[] {
  const text = readFileSync(readme, 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  if (blocks.length === 0) throw new Error(`${readme.pathname} has no example that begins with ${fence}`);
  return blocks.map(([, code = '']) => code);
}
