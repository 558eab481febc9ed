import type { LinkOf } from './doc-comment.js';
import type { Program, PublicExport } from './program.js';

/** A page of the reference. It describes the exports that are declared in `files`. */
export type ReferencePage = {
  readonly path: string;
  readonly title: string;
  readonly intro: string;
  /**
   * Prefixes of file paths, relative to `packages`. The page describes the exports of all files whose paths begin with
   * one of these prefixes.
   */
  readonly files: readonly string[];
};

/**
 * The pages of the reference, in the sequence of the sidebar. An export is described on the first page whose `files`
 * match, so a page for a single file comes before the page for its folder.
 */
export const referencePages: readonly ReferencePage[] = [
  {
    path: 'reference/errors',
    title: 'Errors',
    intro:
      'The classes of `@pkg/core/errors`, also exported by `@pkg/core`. [Errors and unknown outcomes](/guide/errors) explains what to do with each.',
    files: ['core/src/errors/'],
  },
  {
    path: 'reference/enums',
    title: 'Enums',
    intro:
      "Each enum is an object of its values and a type with the same name. Plain strings such as `'BUY'` are accepted too.",
    files: ['core/src/operations/enums/'],
  },
  ...operationTypes('general', 'General types', 'general operations'),
  ...operationTypes('market', 'Market data types', 'operations for market data'),
  ...operationTypes('trade', 'Trading types', 'operations that place, change and cancel orders'),
  ...operationTypes('account', 'Account types', 'operations of an account'),
  ...operationTypes('session', 'Session types', 'operations of a session on the WebSocket API'),
  {
    path: 'reference/order-rules',
    title: 'Order rules',
    intro: 'The exports of `@pkg/core/filters`. [Orders and order rules](/guide/orders) shows how to use them.',
    files: ['core/src/rules/'],
  },
  {
    path: 'reference/core-node',
    title: '@pkg/core/node',
    intro:
      'The client for servers that place many orders: REST over `node:https`, and signatures by the crypto of Node.',
    files: ['core/src/node.ts', 'core/src/signing/key-signers.node.ts', 'core/src/transports/https.node.ts'],
  },
  {
    path: 'reference/core',
    title: '@pkg/core',
    intro: 'Clients, options, transports, environments, signing, limits and paging.',
    files: ['core/'],
  },
  {
    path: 'reference/market-events',
    title: 'Market events',
    intro: 'The events of the [market streams](/streams/), with the field names of the exchange.',
    files: ['streams/src/events/market.ts'],
  },
  {
    path: 'reference/user-events',
    title: 'User events',
    intro: 'The events of an account. [User data](/guide/user-data) shows how to receive them.',
    files: ['streams/src/events/user.ts'],
  },
  {
    path: 'reference/order-book',
    title: '@pkg/streams/book',
    intro:
      'The order book without a connection. [Order books](/guide/order-books) shows the books that keep themselves up to date.',
    files: ['streams/src/book/'],
  },
  {
    path: 'reference/streams',
    title: '@pkg/streams',
    intro: 'Connections, subscriptions, user data, order books and the transport over the WebSocket API.',
    files: ['streams/'],
  },
  {
    path: 'reference/simulator',
    title: '@pkg/simulator',
    intro: 'The simulated exchange. [Testing your bot](/guide/testing) shows how to use it.',
    files: ['simulator/'],
  },
  {
    path: 'reference/redis',
    title: '@pkg/redis',
    intro: 'Rate limits that several processes share. [Several processes](/guide/fleet) shows how to use them.',
    files: ['redis/'],
  },
];

function operationTypes(area: string, title: string, operations: string): ReferencePage[] {
  const intro = `The parameters and answers of the [${operations}](/operations/).`;
  return [{ path: `reference/${area}-types`, title, intro, files: [`core/src/operations/${area}/`] }];
}

/** Returns the page of the reference that describes an export. */
export function referencePageOf({ file }: PublicExport): ReferencePage | undefined {
  return referencePages.find(({ files }) => files.some((beginning) => file.startsWith(beginning)));
}

/**
 * Returns a function that finds the URL of a public name: the page of an operation or topic, or a section of the
 * reference. If two packages export the name, the URL leads to the export of `ownPackage`.
 */
export function createLinkOf(
  program: Program,
  ownPackage: string,
  operations: ReadonlySet<string>,
  topics: ReadonlySet<string>,
): LinkOf {
  const rank = ({ file }: PublicExport): number => (file.startsWith(`${ownPackage}/`) ? 0 : 1);
  const byName = new Map<string, string>();
  for (const each of [...program.exports].sort((a, b) => rank(a) - rank(b))) {
    const page = referencePageOf(each);
    if (!page || byName.has(each.name)) continue;
    if (operations.has(each.name)) byName.set(each.name, `/operations/${each.name}`);
    else if (topics.has(each.name)) byName.set(each.name, `/streams/${each.name}`);
    else byName.set(each.name, `/${page.path}#${each.name.toLowerCase()}`);
  }
  return (name) => byName.get(name);
}
