import { isRefusal, type Refusal, refusal } from '../refusals/refusal.js';
import { refusalReply, replyOfCode } from '../refusals/refusal-table.js';
import type { ProtocolContext } from './context.js';
import { type Endpoint, faultSubject, type HandlerRequest } from './handlers/handler.js';
import { ordersResetAt } from './limits/rate-limits.js';
import type { LimitDecision } from './limits/request-limits.js';
import { weightOf } from './limits/weight.js';
import { type Parameter, RECV_WINDOW, TEXT, TIME } from './parameters/parameter-types.js';
import type { RawParameters } from './parameters/raw-parameters.js';
import { readParameters } from './parameters/read-parameters.js';
import { type ApiKey, allows } from './security/api-keys.js';
import { type Requirement, requirementOf } from './security/requirement.js';
import { isSignedBy } from './security/signature.js';
import { checkRecvWindow, checkTimestamp, DEFAULT_RECV_WINDOW } from './security/timestamp.js';
import { type TimeUnit, toUnit } from './time-unit.js';
import type { WsSession } from './ws-session.js';

/** A request, as REST or the WebSocket API passes it to the pipeline. */
export type IncomingRequest = {
  readonly api: 'REST' | 'WS';
  readonly ip: string;
  readonly unit: TimeUnit;
  /**
   * The operation that matches the request; undefined if there is none. In this case `unmatched` returns the refusal.
   */
  readonly endpoint: Endpoint | undefined;
  readonly unmatched?: (() => Refusal) | undefined;
  /** Reads the parameters. Throws a refusal if they are malformed. */
  readonly readRaw: () => RawParameters;
  /** All parameters as the client sent them, in which the firewall searches for forbidden text. */
  readonly text: string;
  /** The API key in the header of a REST request. */
  readonly apiKey?: string | undefined;
  readonly session?: WsSession | undefined;
};

/** The reply to a request, before REST or the WebSocket API renders it. */
export type Reply = {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: unknown };
  /** If the status is 418 or 429, the time in ms at which the client may try again. */
  readonly retryAt?: number | undefined;
  /** The account whose unfilled order counts the reply contains. */
  readonly orderAccount?: number | undefined;
  /** Whether this request caused a ban of its IP address. */
  readonly bannedNow?: boolean;
  /** True if the firewall in front of the exchange blocked the request (status 403). */
  readonly blocked?: true;
};

/**
 * Checks and executes a request in this order:
 *
 * 1. bans and limits: 418, 429
 * 2. firewall: 403
 * 3. operation: whether the route or method exists
 * 4. API key: format, existence, IP address, permission
 * 5. parameters
 * 6. timestamp
 * 7. signature
 * 8. timestamp again, just before the matching engine
 * 9. the handler: symbol, order rules, engine
 *
 * Binance's documentation describes each step, but not the order of all of them.
 *
 * @param respond sends the reply. User data events that the request has caused are sent after the reply.
 */
export async function handleRequest<T>(
  context: ProtocolContext,
  incoming: IncomingRequest,
  respond: (reply: Reply) => T,
): Promise<T> {
  const checked = await check(context, incoming);
  context.userData.hold();
  try {
    return respond('endpoint' in checked ? execute(context, incoming, checked) : checked);
  } finally {
    context.userData.release();
  }
}

type CheckedRequest = {
  readonly endpoint: Endpoint;
  readonly raw: RawParameters;
  readonly params: Readonly<Record<string, unknown>>;
  readonly key: ApiKey | undefined;
  readonly weight: number;
};

/** Checks a request, from the limits to the signature and the timestamp: steps 1 to 8 of `handleRequest`. */
async function check(context: ProtocolContext, incoming: IncomingRequest): Promise<CheckedRequest | Reply> {
  const { endpoint, ip } = incoming;
  const [raw, malformed] = attempt(incoming.readRaw);
  const weight = endpoint ? weightOf(endpoint.operation.weight, raw?.fields ?? new Map()) : 1;
  const decision = context.limits.charge(ip, weight, context.now() / 1000);
  if (!decision.allowed) return limitReply(context, decision);
  if (context.settings.firewall.test(incoming.text)) return { status: 403, blocked: true };

  let orderAccount: number | undefined;
  try {
    if (!endpoint) throw incoming.unmatched?.();
    if (!raw) throw malformed;
    const requirement = requirementOf(endpoint.operation);
    const { key, bySession } = authenticate(context, incoming, raw, requirement);
    const params = readParameters(raw, endpoint.handler.parameters, requirement.signed);
    if (requirement.signed && key) {
      const { timestamp, recvWindow } = readTimestamp(raw);
      const { lenientTime } = context.settings;
      if (!lenientTime) checkTimestamp(timestamp, recvWindow, context.now());
      if (!bySession && !(await isSigned(raw, key))) throw refusal('INVALID_SIGNATURE');
      const { processingMs } = context.settings;
      if (processingMs > 0) await new Promise<void>((resolve) => void context.clock.setTimeout(resolve, processingMs));
      const { orders } = endpoint.operation;
      if (orders) orderAccount = key.account;
      try {
        if (!lenientTime) checkRecvWindow(timestamp, recvWindow, context.now());
      } catch (error) {
        // The timestamp has passed the first check, but `recvWindow` has ended since then. The order is refused, but
        // still raises the unfilled order count.
        if (orders) context.engine.chargeUnfilledOrders(key.account, orders);
        throw error;
      }
    }
    return { endpoint, raw, params, key, weight };
  } catch (error) {
    return errorReply(context, error, orderAccount);
  }
}

/** Executes a request that has passed all checks, by the handler of its operation: step 9 of `handleRequest`. */
function execute(
  context: ProtocolContext,
  { api, ip, unit, session }: IncomingRequest,
  { endpoint, params, key, weight }: CheckedRequest,
): Reply {
  const { operation, handler } = endpoint;
  const orderAccount = operation.orders === undefined ? undefined : key?.account;
  const now = context.now();
  const account = key?.account ?? -1;
  try {
    const request = { context, operation, params, api, now, time: toUnit(unit), key, account, session };
    const rejection = rejectionOf(request);
    if (rejection) return { ...rejection, orderAccount };
    const result = handler.handle(request);
    if (operation.weightOnSuccess !== undefined) {
      const { weightOnSuccess } = operation;
      const used = typeof weightOnSuccess === 'number' ? weightOnSuccess : weightOnSuccess(result);
      context.limits.refund(ip, weight - used, now / 1000);
    }
    return { status: 200, result, orderAccount };
  } catch (error) {
    const { weightOnUnknownSymbol = weight } = handler;
    if (isRefusal(error) && error.reason === 'UNKNOWN_SYMBOL') {
      context.limits.refund(ip, weight - weightOnUnknownSymbol, now / 1000);
    }
    const reply = errorReply(context, error, orderAccount);
    if (reply.status !== 429) return reply;
    return { ...reply, retryAt: ordersResetAt(context, account, operation.orders ?? 1) };
  }
}

/**
 * Returns the refusal by which a `reject` fault replaces the handler's result. A fault without a target applies only to
 * requests that change something, such as orders.
 */
function rejectionOf(request: HandlerRequest<unknown>): Reply | undefined {
  const { faults } = request.context;
  if (faults.idle) return undefined;
  const isWrite = request.operation.effect === 'write';
  const [fault] = faults.applyTo(faultSubject(request), ['reject'], ({ target }) => isWrite || target !== undefined);
  if (!fault) return undefined;
  const { code, msg, status: usual } = replyOfCode(fault.code);
  const { status = usual } = fault;
  // As documented, every reply with the status 418 or 429 says when the client may try again.
  const retryAt = status === 418 || status === 429 ? nextMinute(request.now) : undefined;
  return { status, error: { code, msg: fault.msg ?? msg }, retryAt };
}

/** Returns the time in ms at which the next minute begins. @param now in µs */
const nextMinute = (now: number): number => (Math.floor(now / 60_000_000) + 1) * 60_000;

type Authentication = {
  /** The API key of the request or of its session; undefined if the operation requires no key. */
  readonly key: ApiKey | undefined;
  /** Whether the request needs no signature, because the connection is logged on. */
  readonly bySession: boolean;
};

function authenticate(
  context: ProtocolContext,
  { api, ip, session, apiKey }: IncomingRequest,
  { fields }: RawParameters,
  requirement: Requirement,
): Authentication {
  if (!requirement.key) return { key: undefined, bySession: false };
  const isLoggedOn = api === 'WS' && session?.key !== undefined;
  const bySession = isLoggedOn && requirement.key !== 'own' && !fields.has('apiKey');
  if (bySession || requirement.key === 'session') {
    if (!session?.key) throw refusal('NOT_LOGGED_ON');
    if (!allows(session.key, requirement.permission, ip)) throw refusal('INVALID_API_KEY');
    return { key: session.key, bySession };
  }
  const name = api === 'REST' ? (apiKey ?? '') : fields.get('apiKey');
  if (name === undefined) throw refusal('MISSING_PARAMETER', { name: 'apiKey' });
  const key = context.apiKeys.find(name);
  if (!key && !context.settings.keyFormat.test(name)) throw refusal('API_KEY_FORMAT');
  if (!key || !allows(key, requirement.permission, ip)) throw refusal('INVALID_API_KEY');
  return { key, bySession };
}

function readTimestamp(raw: RawParameters): { timestamp: number; recvWindow: number } {
  const timestamp = readOne(raw, 'timestamp', TIME);
  if (timestamp === undefined) throw refusal('MISSING_PARAMETER', { name: 'timestamp' });
  return { timestamp, recvWindow: readOne(raw, 'recvWindow', RECV_WINDOW) ?? DEFAULT_RECV_WINDOW };
}

function readOne<T>({ fields }: RawParameters, name: string, parameter: Parameter<T>): T | undefined {
  const text = fields.get(name);
  if (text === '') throw refusal('MISSING_PARAMETER', { name });
  return text === undefined ? undefined : parameter.read(text, name);
}

async function isSigned(raw: RawParameters, key: ApiKey): Promise<boolean> {
  const signature = readOne(raw, 'signature', TEXT);
  if (signature === undefined) throw refusal('MISSING_PARAMETER', { name: 'signature' });
  const valid = isSignedBy(key, raw.payload, signature);
  return typeof valid === 'boolean' ? valid : await valid;
}

/** Returns the reply to a request that the limits do not permit. */
export function limitReply(context: ProtocolContext, decision: LimitDecision & { allowed: false }): Reply {
  const { until } = decision;
  if (decision.banned) {
    return { ...toReply(context, refusal('IP_BANNED', { until })), retryAt: until, bannedNow: decision.justNow };
  }
  const { requestWeightPerMinute } = context.settings.limits;
  const refused =
    decision.limit === 'weight'
      ? refusal('TOO_MUCH_WEIGHT', { limit: requestWeightPerMinute, per: '1 MINUTE' })
      : refusal('TOO_MANY_QUEUED_REQUESTS');
  return { ...toReply(context, refused), retryAt: until };
}

function errorReply(context: ProtocolContext, error: unknown, orderAccount: number | undefined): Reply {
  if (!isRefusal(error)) {
    context.reportFailure(error);
    return { ...toReply(context, refusal('INTERNAL_ERROR')), orderAccount };
  }
  return { ...toReply(context, error), orderAccount };
}

/** Converts a refusal to a reply with its error code, message and HTTP status. */
export function toReply({ settings }: ProtocolContext, refused: Refusal): Reply {
  const { status, code, msg } = refusalReply(refused, settings);
  return { status, error: { code, msg, ...(refused.data === undefined ? {} : { data: refused.data }) } };
}

function attempt<T>(produce: () => T): [value: T, error?: undefined] | [value: undefined, error: unknown] {
  try {
    return [produce()];
  } catch (error) {
    return [undefined, error];
  }
}
