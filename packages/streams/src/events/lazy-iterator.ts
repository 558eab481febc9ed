/**
 * Returns an async iterator that calls `create` at its first read. If `create` fails, the read rejects, and the next
 * read calls `create` again.
 */
export function lazyIterator<E>(create: () => Promise<AsyncIterableIterator<E>>): AsyncIterableIterator<E> {
  let created: Promise<AsyncIterableIterator<E>> | undefined;
  const iterator = (): Promise<AsyncIterableIterator<E>> => {
    created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    return created;
  };
  const lazy: AsyncIterableIterator<E> = {
    next: async () => (await iterator()).next(),
    return: async () => (await iterator().catch(() => undefined))?.return?.() ?? { done: true, value: undefined },
    [Symbol.asyncIterator]: () => lazy,
  };
  return lazy;
}
