import { differing } from '../contract/signing-vectors.js';
import { opensslVectors, publishedVectors } from '../documented/signing-vectors.js';
import { orderBook } from './programs/order-book.js';
import { rest } from './programs/rest.js';
import { streams } from './programs/streams.js';
import type { Target } from './programs/target.js';
import { userData } from './programs/user-data.js';
import { wsApiOrders } from './programs/ws-api.js';

/** A program for each feature of the packages. */
const programs = {
  REST: rest,
  signing,
  streams,
  'order book': orderBook,
  'WebSocket API': wsApiOrders,
  'user data': userData,
};

export type Feature = keyof typeof programs;

export const features: readonly Feature[] = Object.keys(programs) as Feature[];

/** The result of each feature: `passed`, or why it failed. */
export type LibraryRun = { readonly [name in Feature]?: string };

/**
 * Runs the test programs of the features `names` against a running exchange. Each runtime (Node, Bun, a browser and
 * others) runs this file.
 */
export async function runLibrary(target: Target, names: readonly Feature[] = features): Promise<LibraryRun> {
  const run: { [name in Feature]?: string } = {};
  for (const name of names) {
    run[name] = await programs[name](target).then(
      () => 'passed',
      (error: unknown) => `failed: ${error instanceof Error ? error.message : error}`,
    );
  }
  return run;
}

/** Signs every published test vector and every vector made by OpenSSL: HMAC, RSA and Ed25519. */
async function signing(): Promise<void> {
  const wrong = await differing([...publishedVectors, ...opensslVectors]);
  if (wrong.length > 0) throw new Error(`different signatures: ${wrong.join(', ')}`);
}
