import { Redis } from 'ioredis';
import { Redis as Valkey } from 'iovalkey';
import { createClient } from 'redis';
import type { RedisClient } from '../src/index.js';

/** A connected client, and a function that closes it. */
export type Opened = { readonly client: RedisClient; close(): void };

export type Library = 'redis' | 'ioredis' | 'iovalkey';

/** For each supported library, a function that connects to Redis. */
export const libraries: Readonly<Record<Library, (url: string) => Promise<Opened>>> = {
  async redis(url) {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  async ioredis(url) {
    const client = new Redis(url);
    client.on('error', () => undefined);
    await client.ping();
    return { client, close: () => client.disconnect() };
  },
  async iovalkey(url) {
    const client = new Valkey(url);
    client.on('error', () => undefined);
    await client.ping();
    return { client, close: () => client.disconnect() };
  },
};
