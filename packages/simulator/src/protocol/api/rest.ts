import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import type { RestRequest, RestResponse } from '../connection.js';
import type { Core } from '../context.js';
import { orderCounts } from '../limits/rate-limits.js';
import { restForm } from '../parameters/raw-parameters.js';
import { answer, type Incoming, type Outcome } from '../pipeline.js';
import { findRest, isPath } from '../router.js';
import { readTimeUnit, type TimeUnit } from '../time-unit.js';

const JSON_TYPE = 'application/json;charset=UTF-8';
const LETTER = { SECOND: 'S', MINUTE: 'M', HOUR: 'H', DAY: 'D' } as const;

/**
 * Answers one REST request.
 *
 * @param banned called when the request has got its address banned
 */
export async function handleRest(
  core: Core,
  request: RestRequest,
  banned: (ip: string) => void,
): Promise<RestResponse> {
  const { method, path, ip, headers } = request;
  if (method === 'GET' && path === '/sapi/v1/system/status') {
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body: '{"status":0,"msg":"normal"}' };
  }
  const refused = refuseHeaders(headers);
  const one = /(^|&)symbol=/.test(request.query) || /(^|&)symbol=/.test(request.body);
  const incoming: Incoming = {
    face: 'REST',
    ip,
    unit: refused.unit,
    endpoint: refused.error ? undefined : findRest(method, path, one),
    absent: refused.error ?? (isPath(path) ? refusal('OPERATION_NOT_SUPPORTED') : refusal('NOT_FOUND')),
    form: () => restForm(request),
    text: plain(`${request.query} ${request.body}`),
    apiKey: headers['x-mbx-apikey'],
  };
  return answer(core, incoming, (outcome) => {
    if (outcome.bannedNow) banned(ip);
    return response(core, ip, outcome);
  });
}

/** Writes an outcome out as HTTP, with what the address has used. */
export function response(core: Core, ip: string, outcome: Outcome): RestResponse {
  if (outcome.blocked) {
    return {
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>',
    };
  }
  const now = core.now() / 1000;
  const weight = String(core.limits.usedWeight(ip, now));
  const headers: Record<string, string> = {
    'content-type': JSON_TYPE,
    'x-mbx-used-weight': weight,
    'x-mbx-used-weight-1m': weight,
  };
  if (outcome.orderAccount !== undefined && !outcome.error) {
    for (const row of orderCounts(core, outcome.orderAccount)) {
      const letter = LETTER[row.interval as keyof typeof LETTER];
      headers[`x-mbx-order-count-${row.intervalNum}${letter.toLowerCase()}`] = String(row.count);
    }
  }
  if (outcome.retryAt !== undefined) headers['retry-after'] = String(Math.ceil((outcome.retryAt - now) / 1000));
  return { status: outcome.status, headers, body: JSON.stringify(outcome.error ?? outcome.result) };
}

/** Headers that ask for another form of answer. */
function refuseHeaders(headers: RestRequest['headers']): { unit: TimeUnit; error?: Refusal } {
  try {
    const unit = readTimeUnit(headers['x-mbx-time-unit']);
    const schema = headers['x-mbx-sbe'];
    if (schema === undefined) return { unit };
    throw refuseSbe(schema);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { unit: 'MILLISECOND', error };
  }
}

/** Only JSON is spoken here; of the binary forms the refusals are. */
function refuseSbe(schema: string): Refusal {
  if (!/^\d+:\d+$/.test(schema)) {
    return refusal('INVALID_SBE_HEADER');
  }
  if (!/^3:[0-5]$/.test(schema)) {
    return refusal('UNKNOWN_SBE_SCHEMA');
  }
  return refusal('SBE_NOT_ENABLED');
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
