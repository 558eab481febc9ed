import { isRefusal, type Refusal, refusal } from '../refusals/refusal.js';
import { refusalReply } from '../refusals/refusal-table.js';
import type { Core } from './context.js';
import { ordersResetAt } from './limits/rate-limits.js';
import type { Verdict } from './limits/request-limits.js';
import { weigh } from './limits/weight.js';
import { type Parameter, RECV_WINDOW, TEXT, TIME } from './parameters/parameter-types.js';
import type { Form } from './parameters/raw-parameters.js';
import { readParameters } from './parameters/read-parameters.js';
import type { Endpoint } from './router.js';
import { type ApiKey, allows } from './security/api-keys.js';
import { type Requirement, requirementOf } from './security/requirement.js';
import { isSignedBy } from './security/signature.js';
import { checkTimestamp, checkWindow, USUAL_RECV_WINDOW } from './security/timestamp.js';
import type { WsSession } from './session/ws-session.js';
import { type TimeUnit, toUnit } from './time-unit.js';

/** One request off either face. */
export type Incoming = {
  readonly face: 'REST' | 'WS';
  readonly ip: string;
  readonly unit: TimeUnit;
  /** Undefined where nothing answers; `absent` then says how that is refused. */
  readonly endpoint: Endpoint | undefined;
  readonly absent?: Refusal | undefined;
  readonly form: () => Form;
  /** Everything the client wrote, for the firewall. */
  readonly text: string;
  /** The key named in the header (REST). */
  readonly apiKey?: string | undefined;
  readonly session?: WsSession | undefined;
};

/** How a request ended. */
export type Outcome = {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: unknown };
  /** When to come back, ms: with 418 and 429. */
  readonly retryAt?: number | undefined;
  /** The account whose unfilled orders the request counts for. */
  readonly orderAccount?: number | undefined;
  /** The address has been banned by this very request. */
  readonly bannedNow?: boolean;
  /** 403: answered by the firewall, not by the exchange. */
  readonly blocked?: true;
};

/**
 * Everything that stands between a request and its answer, in this order:
 *
 * 1. bans and limits: 418, 429
 * 2. firewall: 403
 * 3. route
 * 4. API key: format, existence, address, permission
 * 5. parameters
 * 6. time
 * 7. signature
 * 8. time again, just before the matching engine
 * 9. the handler: symbol, order rules, engine
 *
 * The documents give each step and not all of their order.
 *
 * @param respond called with the outcome before the user events go out that the request has caused
 */
export async function answer<T>(core: Core, incoming: Incoming, respond: (outcome: Outcome) => T): Promise<T> {
  const admission = await admit(core, incoming);
  core.users.hold();
  try {
    return respond('form' in admission ? execute(core, incoming, admission) : admission);
  } finally {
    core.users.release();
  }
}

type Admitted = {
  readonly endpoint: Endpoint;
  readonly form: Form;
  readonly params: Readonly<Record<string, unknown>>;
  readonly key: ApiKey | undefined;
  readonly weight: number;
};

/** Steps 1 to 8. */
async function admit(core: Core, incoming: Incoming): Promise<Admitted | Outcome> {
  const { endpoint, ip } = incoming;
  const [form, malformed] = attempt(incoming.form);
  const weight = endpoint ? weigh(endpoint.operation.weight, form?.fields ?? new Map()) : 1;
  const verdict = core.limits.charge(ip, weight, core.now() / 1000);
  if (!verdict.allowed) return refusedByLimit(core, verdict);
  if (core.choices.firewall.test(incoming.text)) return { status: 403, blocked: true };

  let orderAccount: number | undefined;
  try {
    if (!endpoint) throw incoming.absent;
    if (!form) throw malformed;
    const requirement = requirementOf(endpoint);
    const key = findKey(core, incoming, form, requirement);
    const params = readParameters(form, endpoint.route.parameters, requirement.signed);
    if (requirement.signed && key) {
      const { timestamp, recvWindow } = readStamp(form);
      checkTimestamp(timestamp, recvWindow, core.now());
      if (!(isLoggedOn(incoming, form) || (await isSigned(form, key)))) throw refusal('INVALID_SIGNATURE');
      const { processingMs } = core.choices;
      if (processingMs > 0) await new Promise<void>((resolve) => void core.clock.setTimeout(resolve, processingMs));
      const { orders } = endpoint.operation;
      if (orders) orderAccount = key.account;
      try {
        checkWindow(timestamp, recvWindow, core.now());
      } catch (error) {
        // Only a request that fails this second check has been counted as an order.
        if (orders) core.engine.chargeUnfilledOrders(key.account, orders);
        throw error;
      }
    }
    return { endpoint, form, params, key, weight };
  } catch (error) {
    return refused(core, error, orderAccount);
  }
}

/** Step 9. */
function execute(core: Core, incoming: Incoming, { endpoint, form, params, key, weight }: Admitted): Outcome {
  const { operation } = endpoint;
  const orderAccount = operation.orders === undefined ? undefined : key?.account;
  const now = core.now();
  try {
    const result = endpoint.route.handle({
      core,
      params,
      now,
      key,
      account: key?.account ?? -1,
      face: incoming.face,
      time: toUnit(incoming.unit),
      session: incoming.session,
    });
    if (operation.weightOnSuccess !== undefined) {
      core.limits.refund(incoming.ip, weight - weigh(operation.weightOnSuccess, form.fields), now / 1000);
    }
    return { status: 200, result, orderAccount };
  } catch (error) {
    return refused(core, error, orderAccount);
  }
}

/** The key that a request is made with; undefined for a public one. */
function findKey(core: Core, incoming: Incoming, form: Form, requirement: Requirement): ApiKey | undefined {
  if (!requirement.key) return undefined;
  const { session, ip } = incoming;
  if (isLoggedOn(incoming, form) || requirement.key === 'session') {
    if (!session?.key) throw refusal('NOT_LOGGED_ON');
    if (!allows(session.key, requirement.permission, ip)) throw refusal('INVALID_API_KEY');
    return session.key;
  }
  const name = incoming.face === 'REST' ? (incoming.apiKey ?? '') : form.fields.get('apiKey');
  if (name === undefined) throw refusal('MISSING_PARAMETER', { name: 'apiKey' });
  const key = core.keys.find(name);
  if (!key && !core.choices.keyFormat.test(name)) throw refusal('API_KEY_FORMAT');
  if (!key || !allows(key, requirement.permission, ip)) throw refusal('INVALID_API_KEY');
  return key;
}

/** The connection is logged on and the request names no other key: no signature is needed. */
function isLoggedOn({ face, session }: Incoming, form: Form): boolean {
  return face === 'WS' && session?.key !== undefined && !form.fields.has('apiKey');
}

function readStamp(form: Form): { timestamp: number; recvWindow: number } {
  const timestamp = readEnvelope(form, 'timestamp', TIME);
  if (timestamp === undefined) throw refusal('MISSING_PARAMETER', { name: 'timestamp' });
  return { timestamp, recvWindow: readEnvelope(form, 'recvWindow', RECV_WINDOW) ?? USUAL_RECV_WINDOW };
}

function readEnvelope<T>(form: Form, name: string, parameter: Parameter<T>): T | undefined {
  const text = form.fields.get(name);
  if (text === '') throw refusal('MISSING_PARAMETER', { name });
  return text === undefined ? undefined : parameter.read(text, name);
}

async function isSigned(form: Form, key: ApiKey): Promise<boolean> {
  const signature = readEnvelope(form, 'signature', TEXT);
  if (signature === undefined) throw refusal('MISSING_PARAMETER', { name: 'signature' });
  const verdict = isSignedBy(key, form.payload, signature);
  return typeof verdict === 'boolean' ? verdict : await verdict;
}

/** What a request is answered that the limits do not let through. */
export function refusedByLimit(core: Core, verdict: Verdict & { allowed: false }): Outcome {
  const { until } = verdict;
  if (verdict.banned) {
    return { ...reply(core, refusal('IP_BANNED', { until })), retryAt: until, bannedNow: verdict.justNow };
  }
  const { requestWeightPerMinute } = core.choices.limits;
  const error =
    verdict.limit === 'weight'
      ? refusal('TOO_MUCH_WEIGHT', { limit: requestWeightPerMinute, per: '1 MINUTE' })
      : refusal('TOO_MANY_QUEUED_REQUESTS');
  return { ...reply(core, error), retryAt: until };
}

function refused(core: Core, error: unknown, orderAccount: number | undefined): Outcome {
  if (!isRefusal(error)) {
    core.failures.push(error);
    return { ...reply(core, refusal('INTERNAL_ERROR')), orderAccount };
  }
  const outcome = reply(core, error);
  const retryAt = outcome.status === 429 && orderAccount !== undefined ? ordersResetAt(core, orderAccount) : undefined;
  return { ...outcome, retryAt, orderAccount };
}

/** What a client is sent for a refusal. */
export function reply(core: Core, error: Refusal): Outcome {
  const { status, code, msg } = refusalReply(error, core.choices);
  return { status, error: { code, msg, ...(error.data === undefined ? {} : { data: error.data }) } };
}

function attempt<T>(produce: () => T): [value: T, error?: undefined] | [value: undefined, error: unknown] {
  try {
    return [produce()];
  } catch (error) {
    return [undefined, error];
  }
}
