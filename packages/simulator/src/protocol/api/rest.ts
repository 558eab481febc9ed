import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import type { RestRequest, RestResponse } from '../connection.js';
import type { ProtocolContext } from '../context.js';
import { decode, rawRestParameters } from '../parameters/raw-parameters.js';
import { handleRequest, type Reply } from '../pipeline.js';
import { findByRoute, isPath, isRetired } from '../router.js';
import { refusalOfHeaders } from '../sbe.js';
import { readTimeUnit, type TimeUnit } from '../time-unit.js';
import { isOtherProduct } from '../wallet/wallet.js';

/** Answers the requests of the REST API. */
export class RestApi {
  readonly #context: ProtocolContext;
  readonly #onBan: (ip: string) => void;

  /** @param onBan is called with an IP address when one of its requests has led to a ban */
  constructor(context: ProtocolContext, onBan: (ip: string) => void) {
    this.#context = context;
    this.#onBan = onBan;
  }

  async handle(request: RestRequest): Promise<RestResponse> {
    const { method, path, ip, headers } = request;
    if (isRetired(path)) return page(410, 'Gone');
    const { unit, refused } = readHeaders(headers);
    const incoming = {
      api: 'REST',
      ip,
      unit,
      endpoint: refused ? undefined : findByRoute(method, path, hasSymbol(request)),
      unmatched: () => refused ?? unmatched(method, path),
      readRaw: () => rawRestParameters(request),
      text: decode(`${request.query} ${request.body}`),
      apiKey: headers['x-mbx-apikey'],
    } as const;
    return handleRequest(this.#context, incoming, (reply) => {
      if (reply.bannedNow) this.#onBan(ip);
      return restResponse(this.#context, ip, reply);
    });
  }
}

const JSON_TYPE = 'application/json;charset=UTF-8';
const INTERVAL_LETTER = { SECOND: 's', MINUTE: 'm', DAY: 'd' } as const;

/**
 * Converts a reply to an HTTP response. The headers of the response hold the used weight and, for orders, the unfilled
 * order counts.
 */
export function restResponse(context: ProtocolContext, ip: string, reply: Reply): RestResponse {
  if (reply.blocked) return page(403, 'Forbidden');
  const now = context.now() / 1000;
  const weight = String(context.limits.usedWeight(ip, now));
  const headers: Record<string, string> = {
    'content-type': JSON_TYPE,
    'x-mbx-used-weight': weight,
    'x-mbx-used-weight-1m': weight,
  };
  if (reply.orderAccount !== undefined && !reply.error) {
    for (const { interval, intervalNum, count } of context.engine.unfilledOrderCounts(reply.orderAccount)) {
      const letter = INTERVAL_LETTER[interval];
      headers[`x-mbx-order-count-${intervalNum}${letter}`] = String(count);
    }
  }
  if (reply.retryAt !== undefined) headers['retry-after'] = String(Math.ceil((reply.retryAt - now) / 1000));
  return { status: reply.status, headers, body: JSON.stringify(reply.error ?? reply.result) };
}

/** Returns an HTML page like those of the proxy servers in front of the live exchange. */
function page(status: number, name: string): RestResponse {
  const title = `${status} ${name}`;
  const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

/** Returns the refusal of a request that matches no operation. */
function unmatched(method: string, path: string): Refusal {
  if (isPath(path)) return refusal('OPERATION_NOT_SUPPORTED');
  return isOtherProduct(path)
    ? refusal('NOT_SIMULATED', { route: `${method} ${path.slice(0, 200)}` })
    : refusal('NOT_FOUND');
}

const hasSymbol = ({ query, body }: RestRequest): boolean => /(^|&)symbol=/.test(query) || /(^|&)symbol=/.test(body);

/**
 * Reads the headers that select the format of the reply. If the value of a header is not supported, `refused` is the
 * refusal.
 */
function readHeaders(headers: RestRequest['headers']): { unit: TimeUnit; refused?: Refusal } {
  try {
    const unit = readTimeUnit(headers['x-mbx-time-unit']);
    const refused = refusalOfHeaders(headers);
    return refused ? { unit, refused } : { unit };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { unit: 'MILLISECOND', refused: error };
  }
}
