import type { Clock } from '../src/platform/clock.js';
import { completeAnswer } from './complete-answer.js';

/**
 * How the simulated exchange answers one request. Fields that Binance's documentation requires are added if they are
 * missing.
 */
export type Answer =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  /** The connection is lost after the request was sent. */
  | 'reset'
  /** No connection can be made. */
  | 'refused'
  /** No response ever arrives. */
  | 'silence';

export type SentRequest = { readonly method: string; readonly url: URL; readonly headers: Headers };

/**
 * Creates a `fetch` that gives the answers of `script` one after the other, and then repeats the last one. Requests for
 * the server time are not part of the script: they always get a correct answer.
 */
export function scriptedFetch(
  clock: Clock,
  script: readonly Answer[] | ((request: SentRequest) => Answer),
): { readonly fetch: typeof globalThis.fetch; readonly sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = { method: init?.method ?? 'GET', url: new URL(String(input)), headers: new Headers(init?.headers) };
    if (request.url.pathname === '/api/v3/time') return Response.json({ serverTime: clock.now() });
    sent.push(request);
    const answer = typeof script === 'function' ? script(request) : (script[sent.length - 1] ?? script.at(-1) ?? {});
    if (answer === 'reset') throw new TypeError('fetch failed', { cause: failure('ECONNRESET', request) });
    if (answer === 'refused') throw new TypeError('fetch failed', { cause: failure('ECONNREFUSED', request) });
    if (answer === 'silence') return untilAborted(init?.signal);
    const { status = 200, headers = {} } = answer;
    const route = `${request.method} ${request.url.pathname}`;
    const body = status < 300 && typeof answer.body !== 'string' ? completeAnswer(route, answer.body) : answer.body;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body ?? {}), { status, headers });
  };
  return { fetch, sent };
}

function failure(code: string, { url }: SentRequest): Error {
  return Object.assign(new Error(`${code} for ${url}`), { code });
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}
