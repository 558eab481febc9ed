/**
 * The requests of a `fetch` function that have no response yet.
 *
 * The set prevents the garbage collection of a request whose response never arrives. After the collection of a request,
 * its signal would no longer abort.
 */
export class PendingRequests {
  readonly #requests = new Set<Request>();

  /** Settles like `work`, or rejects if the request is aborted first. The exchange completes `work` in both cases. */
  settle<T>(request: Request, work: Promise<T>): Promise<T> {
    const { signal } = request;
    if (signal.aborted) return Promise.reject(signal.reason);
    this.#requests.add(request);
    return new Promise<T>((resolve, reject) => {
      const abort = (): void => end(() => reject(signal.reason));
      const end = (settle: () => void): void => {
        this.#requests.delete(request);
        signal.removeEventListener('abort', abort);
        settle();
      };
      signal.addEventListener('abort', abort);
      work.then(
        (value) => end(() => resolve(value)),
        (error) => end(() => reject(error)),
      );
    });
  }
}
