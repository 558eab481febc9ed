import { readFileSync } from 'node:fs';

/** Joins the README's code blocks that have `label` after their language into one script. */
export function readmeExample(label: string, readme?: URL): string {
  return readmeBlocks(`\\w+ ${label}`, readme).join('\n');
}

/** Returns the code blocks of the README whose opening line, after the backticks, matches the pattern `fence`. */
export function readmeBlocks(fence: string, readme: URL = new URL('../../README.md', import.meta.url)): string[] {
  const text = readFileSync(readme, 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  if (blocks.length === 0) throw new Error(`${readme.pathname} has no example that begins with ${fence}`);
  return blocks.map(([, code = '']) => code);
}
