import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { AnyOperation } from '@pkg/core';
import type { Describer } from './describe-type.js';
import { errorCodesPage } from './error-codes-page.js';
import { loadExampleModule } from './example-modules.js';
import { type OperationName, operationProgram } from './examples/operation-examples.js';
import {
  type TopicName,
  topicExamples,
  topicProgram,
  userEventExamples,
  userEventProgram,
} from './examples/stream-examples.js';
import { createLinkOf, referencePageOf, referencePages } from './links.js';
import { frontMatter, table } from './markdown.js';
import { type OperationFacts, operationFacts, operationPage, operationRecords } from './operation-page.js';
import { optionsPage } from './options-page.js';
import { type Program, type PublicExport, readProgram } from './program.js';
import { referencePage, summaryOf } from './reference-page.js';
import { runScript } from './script.js';
import { isTopic, streamPage, userEventPage, userEvents } from './stream-page.js';

/** The Markdown of the pages, by their path within the folder of the pages, such as `operations/ping.md`. */
export type Pages = Map<string, string>;

/** A group of links in the sidebar, with its heading. */
export type SidebarGroup = { readonly text: string; readonly items: readonly { text: string; link: string }[] };

const AREAS = {
  general: 'General',
  market: 'Market data',
  trade: 'Trading',
  account: 'Account',
  session: 'Session',
} as const;

/** Formats values as the console of Node does, in lines that fit the page. */
export function print(values: readonly unknown[]): string {
  return values
    .map((value) => (typeof value === 'string' ? value : inspect(value, { depth: 6, breakLength: 92, sorted: false })))
    .join(' ');
}

/** The pages, the sidebar that lists them, and the public exports that they describe. */
export type GeneratedPages = {
  readonly pages: Pages;
  readonly sidebar: Record<string, SidebarGroup[]>;
  readonly program: Program;
};

/** Generates the pages of the operations, the streams and the reference. Runs the examples to show their output. */
export async function generatePages(root: string): Promise<GeneratedPages> {
  const program = readProgram(root);
  const records = operationRecords();
  const topics = program.exportsOf('@pkg/streams').filter(isTopic);
  const topicNames = new Set(topics.map(({ name }) => name));
  const describe = (ownPackage: string): Describer => ({
    checker: program.checker,
    linkOf: createLinkOf(program, ownPackage, new Set(records.keys()), topicNames),
  });
  const pages: Pages = new Map();
  const operations = await addOperations(pages, program, records, describe('core'));
  const events = await addStreams(pages, program, topics, describe('streams'));
  addReference(pages, root, program, describe, new Set([...records.keys(), ...topicNames]));
  return {
    pages,
    program,
    sidebar: {
      '/operations/': Object.entries(AREAS).map(([area, text]) => ({
        text,
        items: operations
          .filter((each) => each.area === area)
          .map(({ name }) => ({ text: name, link: `/operations/${name}` })),
      })),
      '/streams/': [
        { text: 'Market streams', items: topics.map(({ name }) => ({ text: name, link: `/streams/${name}` })) },
        { text: 'User events', items: events.map((name) => ({ text: name, link: `/streams/${name}` })) },
      ],
      '/reference/': [
        {
          text: 'Reference',
          items: [
            { text: 'Options', link: '/reference/options' },
            ...referencePages.map(({ title, path }) => ({ text: title, link: `/${path}` })),
            { text: 'Error codes', link: '/reference/error-codes' },
          ],
        },
      ],
    },
  };
}

async function addOperations(
  pages: Pages,
  program: Program,
  records: ReadonlyMap<string, AnyOperation>,
  describer: Describer,
): Promise<OperationFacts[]> {
  const facts: OperationFacts[] = [];
  for (const exported of program.exportsOf('@pkg/core/operations')) {
    const record = records.get(exported.name);
    if (!record) continue;
    facts.push(operationFacts(exported, record, describer));
    const example = await run(operationProgram(exported.name as OperationName), exported.name);
    pages.set(`operations/${exported.name}.md`, operationPage(exported, record, example, describer));
  }
  const lists = Object.entries(AREAS).map(([area, title]) => {
    const rows = facts
      .filter((each) => each.area === area)
      .map(({ name, summary, record }) => [
        `[${name}](/operations/${name})`,
        record.rest ? `\`${record.rest}\`` : `\`${record.ws}\``,
        summary,
      ]);
    return `## ${title}\n\n${table(['Method', 'Route', 'What it does'], rows)}`;
  });
  const intro = `Each operation of the exchange is a method of the client with the parameters of the exchange, in its own names. The
pages are made from the source code. Every example runs on the simulated exchange: press *Run*.`;
  pages.set(
    'operations/index.md',
    `${frontMatter('Operations', 'Every operation of the Binance Spot API, with its parameters, answer, weight and errors.')}\n# Operations\n\n${intro}\n\n${lists.join('\n\n')}\n`,
  );
  return facts;
}

async function addStreams(
  pages: Pages,
  program: Program,
  topics: readonly PublicExport[],
  describer: Describer,
): Promise<string[]> {
  for (const exported of topics) {
    const name = exported.name as TopicName;
    const example = await run(topicProgram(name), name);
    if (example.output.length === 0) throw new Error(`the example of ${name} printed no event`);
    const { topic } = topicExamples[name];
    const [streamName = ''] = (await run(`import { ${name} } from '@pkg/streams';\nconsole.log(${topic});`, name))
      .output;
    pages.set(`streams/${name}.md`, streamPage(exported, example, streamName, describer));
  }
  const events = userEvents(program.exportsOf('@pkg/streams'), program.checker);
  for (const [name, exported] of events) {
    const example =
      name in userEventExamples
        ? await run(userEventProgram(name), name)
        : { program: userEventProgram(name), output: [] };
    pages.set(`streams/${name}.md`, userEventPage(exported, name, example, describer));
  }
  const rows = topics.map((each) => [`[${each.name}](/streams/${each.name})`, summaryOf(each, describer)]);
  const userRows = [...events].map(([name, each]) => [`[${name}](/streams/${name})`, summaryOf(each, describer)]);
  pages.set(
    'streams/index.md',
    `${frontMatter('Streams', 'Every market stream and every event of the user data stream.')}\n# Streams

A topic is a function that returns the name of a stream, typed with its event. [Streams](/guide/streams) explains subscriptions.

## Market streams

${table(['Topic', 'Events'], rows)}

## User events

${table(['Event', 'When'], userRows)}
`,
  );
  return [...events.keys()];
}

function addReference(
  pages: Pages,
  root: string,
  program: Program,
  describe: (ownPackage: string) => Describer,
  elsewhere: ReadonlySet<string>,
): void {
  for (const page of referencePages) {
    const exports = program.exports.filter((each) => referencePageOf(each) === page && !elsewhere.has(each.name));
    pages.set(`${page.path}.md`, referencePage(page, exports, describe(page.files[0]?.split('/')[0] ?? '')));
  }
  pages.set('reference/options.md', optionsPage(program, describe));
  const guide = readFileSync(join(root, 'apps/docs/pages/guide/errors.md'), 'utf8');
  pages.set('reference/error-codes.md', errorCodesPage(guide, pages));
  const list = referencePages.map(({ path, title, intro }) => [`[${title}](/${path})`, intro]);
  list.unshift(['[Options](/reference/options)', 'Every option, with its default and its unit.']);
  list.push(['[Error codes](/reference/error-codes)', 'The documented error codes of the exchange.']);
  pages.set(
    'reference/index.md',
    `${frontMatter('Reference', 'Every public export of the packages.')}\n# Reference\n\nEvery public export of the packages, made from the source code.\n\n${table(['Page', 'Contents'], list)}\n`,
  );
}

async function run(program: string, name: string): Promise<{ program: string; output: string[] }> {
  try {
    return { program, output: await runScript(program, loadExampleModule, print) };
  } catch (error) {
    throw new Error(`the example of ${name} failed`, { cause: error });
  }
}
