/** An iterator that is begun by its first read. Where it cannot be begun, the read rejects and the next one tries again. */
export function atFirstRead<E>(begin: () => Promise<AsyncIterableIterator<E>>): AsyncIterableIterator<E> {
  let begun: Promise<AsyncIterableIterator<E>> | undefined;
  const read = (): Promise<AsyncIterableIterator<E>> => {
    begun ??= begin().catch((error: unknown) => {
      begun = undefined;
      throw error;
    });
    return begun;
  };
  const events: AsyncIterableIterator<E> = {
    next: async () => (await read()).next(),
    return: async () => {
      await read().then(
        (reading) => reading.return?.(),
        () => undefined,
      );
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
