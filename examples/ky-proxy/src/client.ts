import { type ClientOptions, createSpotClient, rest, type SpotClient } from '@pkg/core';
import ky from 'ky';
import { ProxyAgent, fetch as undiciFetch } from 'undici';

/** Creates a client that sends its requests through a proxy, with a header for tracing. */
export function createProxiedClient(
  options: ClientOptions & { readonly proxy: string; readonly traceParent: () => string },
): SpotClient {
  const { proxy, traceParent, ...others } = options;
  const dispatcher = new ProxyAgent(proxy);
  const proxied = ky.create({
    // ky passes a `Request` of the platform, which the `fetch` of undici does not accept. So its URL and options are
    // passed instead.
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, headers, signal } = request;
      const body = request.body ? await request.text() : null;
      const response = await undiciFetch(request.url, {
        ...{ method, signal, dispatcher, redirect: 'manual' },
        headers: Object.fromEntries(headers),
        body,
      });
      return response as unknown as Response;
    },
    hooks: {
      beforeRequest: [(request) => request.headers.set('traceparent', traceParent())],
    },
  });
  return createSpotClient({ ...others, transport: rest({ ky: proxied }) });
}
