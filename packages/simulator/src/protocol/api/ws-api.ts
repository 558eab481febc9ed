import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import type { Connection, ConnectionHandler, RestResponse } from '../connection.js';
import type { Core } from '../context.js';
import { rateLimits } from '../limits/rate-limits.js';
import { rawMembers } from '../parameters/json-members.js';
import { wsForm } from '../parameters/raw-parameters.js';
import { answer, type Incoming, type Outcome, refusedByLimit, reply } from '../pipeline.js';
import { findMethod } from '../router.js';
import { allows } from '../security/api-keys.js';
import { WsSession } from '../session/ws-session.js';
import { readTimeUnit, type TimeUnit, toUnit } from '../time-unit.js';
import { response } from './rest.js';

/** An id's JSON text, kept as it was sent: a 64-bit integer does not fit a number. */
type Id = string;
type Request = {
  readonly id: Id;
  readonly method: string;
  /** As they were written. */
  readonly params: string;
  /** A single symbol is asked for. */
  readonly one: boolean;
  readonly returnRateLimits: boolean | undefined;
};

/** Weight of connecting. */
const CONNECTING = 2;

/** The WebSocket API: every connection to `/ws-api/v3`. */
export class WsApi {
  readonly #core: Core;
  readonly #connections = new Set<Connection>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Says no to a handshake from an address that is banned, or has spent its weight. */
  refuse(ip: string): RestResponse | undefined {
    const core = this.#core;
    const verdict = core.limits.look(ip, core.now() / 1000);
    return verdict.allowed ? undefined : response(core, ip, refusedByLimit(core, verdict));
  }

  open(connection: Connection): ConnectionHandler {
    const core = this.#core;
    const verdict = core.limits.charge(connection.ip, CONNECTING, core.now() / 1000);
    const refused = refuseTimeUnit(connection);
    const session = new WsSession(
      core,
      connection,
      refused.unit,
      connection.params.get('returnRateLimits') !== 'false',
    );
    if (refused.error) this.#send(connection, session, 'null', reply(core, refused.error), false);
    if (refused.error || !verdict.allowed) connection.close(1008, '');
    else this.#connections.add(connection);
    return {
      receive: (text) => void this.#receive(connection, session, text),
      announceShutdown: () => {
        const E = toUnit(session.unit)(core.now());
        connection.send(JSON.stringify({ event: { e: 'serverShutdown', E } }));
      },
      closed: () => {
        session.close();
        this.#connections.delete(connection);
      },
    };
  }

  /** Cuts every connection of an address. */
  disconnect(ip: string): void {
    for (const connection of [...this.#connections]) if (connection.ip === ip) connection.close(1008, '');
  }

  async #receive(connection: Connection, session: WsSession, text: string): Promise<void> {
    const core = this.#core;
    let request: Request;
    try {
      request = readRequest(text);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.#send(connection, session, idOf(text), reply(core, error), session.returnRateLimits);
    }
    const { id, method, params } = request;
    const endpoint = findMethod(method, request.one);
    if (session.key && this.#isRevoked(connection, session)) {
      // Told without an id, as documented; the request is then answered as one of a connection without a log-on.
      connection.send(JSON.stringify({ id: null, ...envelope(reply(core, refusal('INVALID_API_KEY'))) }));
      session.logOut();
    }
    const incoming: Incoming = {
      face: 'WS',
      ip: connection.ip,
      unit: session.unit,
      endpoint,
      absent: refusal('OPERATION_NOT_SUPPORTED'),
      form: () => wsForm(params),
      text,
      session,
    };
    await answer(core, incoming, (outcome) => {
      this.#send(connection, session, id, outcome, request.returnRateLimits ?? session.returnRateLimits);
      if (outcome.bannedNow) this.disconnect(connection.ip);
    });
  }

  #isRevoked(connection: Connection, session: WsSession): boolean {
    const key = this.#core.keys.find(session.key?.apiKey ?? '');
    return !key || !allows(key, undefined, connection.ip);
  }

  #send(connection: Connection, session: WsSession, id: Id, outcome: Outcome, withLimits: boolean): void {
    if (outcome.blocked) return connection.close(1008, '');
    const core = this.#core;
    const limits = withLimits ? { rateLimits: rateLimits(core, connection.ip, outcome.orderAccount) } : {};
    const answer = { ...envelope(withRetry(outcome, session, core.now())), ...limits };
    connection.send(`{"id":${id},${JSON.stringify(answer).slice(1)}`);
  }
}

function envelope({ status, result, error }: Outcome): Record<string, unknown> {
  return error ? { status, error } : { status, result };
}

/** With 418 and 429 goes when to come back. */
function withRetry(outcome: Outcome, session: WsSession, now: number): Outcome {
  const { error, retryAt } = outcome;
  if (!error || error.data !== undefined || retryAt === undefined) return outcome;
  const time = toUnit(session.unit);
  return { ...outcome, error: { ...error, data: { serverTime: time(now), retryAfter: time(retryAt * 1000) } } };
}

/** A bad `timeUnit` in the address. */
function refuseTimeUnit(connection: Connection): { unit: TimeUnit; error?: Refusal } {
  try {
    return { unit: readTimeUnit(connection.params.get('timeUnit')) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { unit: 'MILLISECOND', error };
  }
}

function readRequest(text: string): Request {
  const value = parse(text);
  if (!isRecord(value)) throw refusal('INVALID_REQUEST_JSON');
  const { method, params = {} } = value;
  const members = new Map(rawMembers(text));
  const id = members.get('id');
  if (id === undefined) throw refusal('MISSING_PARAMETER', { name: 'id' });
  if (!isId(id)) throw refusal('INVALID_PARAMETER', { name: 'id' });
  if (typeof method !== 'string') throw refusal('MISSING_PARAMETER', { name: 'method' });
  if (!isRecord(params)) throw refusal('INVALID_PARAMETER', { name: 'params' });
  const { returnRateLimits } = params;
  if (returnRateLimits !== undefined && typeof returnRateLimits !== 'boolean') {
    throw refusal('INVALID_PARAMETER', { name: 'returnRateLimits' });
  }
  return { id, method, params: members.get('params') ?? '{}', one: Object.hasOwn(params, 'symbol'), returnRateLimits };
}

/** The id to answer a request under that is itself refused. */
function idOf(text: string): Id {
  const id = isRecord(parse(text)) ? new Map(rawMembers(text)).get('id') : undefined;
  return id !== undefined && isId(id) ? id : 'null';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isId = (raw: string): boolean => raw === 'null' || raw.startsWith('"') || /^-?\d{1,20}$/.test(raw);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
