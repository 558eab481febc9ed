import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { getHeapSnapshot } from 'node:v8';
import { createClient, createSpotClient, type SpotClientOptions } from '@pkg/core';
import { createSpotClient as createNodeClient } from '@pkg/core/node';
import { getAccount } from '@pkg/core/operations';

// Prints whether the heap still contains the text of a secret after a client has signed with it. This is a separate
// program, so that its heap is small. Arguments: the entry point, the kind of secret, and optionally `keep`. With
// `keep` the program keeps the secret, to prove that the search would find it.

const [entryPoint = '', kind = '', keep] = process.argv.slice(2);
const kept: unknown[] = [];

const { client, fragment } = create();
for (let call = 0; call < 3; call++) await client.getAccount();
await new Promise((resolve) => setTimeout(resolve, 10));
globalThis.gc?.();

let snapshot = '';
for await (const chunk of getHeapSnapshot()) snapshot += String(chunk);
console.log(snapshot.includes(String.fromCharCode(...fragment)) ? 'found' : 'not found');
client.close();

/**
 * Creates a client with a new secret. `fragment` is a part of the secret as character codes. If it were text, the
 * search would find it instead of the secret.
 */
function create(): { client: { getAccount(): Promise<unknown>; close(): void }; fragment: number[] } {
  const secret = kind === 'apiSecret' ? randomBytes(32).toString('hex') : newPrivateKey();
  const options: SpotClientOptions = { apiKey: 'key', [kind]: secret, fetch: answer, validateOrders: true };
  if (keep) kept.push(options);
  const start = kind === 'apiSecret' ? 10 : 40;
  const fragment = [...secret.slice(start, start + 20)].map((char) => char.charCodeAt(0));
  if (entryPoint === '@pkg/core/node') return { client: createNodeClient(options), fragment };
  if (entryPoint === 'createClient')
    return { client: createClient({ ...options, operations: { getAccount } }), fragment };
  return { client: createSpotClient(options), fragment };
}

function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function answer(): Promise<Response> {
  return Response.json({ serverTime: Date.now(), balances: [] });
}
