import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import type { Connection, ConnectionHandler, RestResponse } from '../connection.js';
import type { ProtocolContext } from '../context.js';
import { rateLimits } from '../limits/rate-limits.js';
import { jsonMembers } from '../parameters/json-members.js';
import { rawWsParameters } from '../parameters/raw-parameters.js';
import { handleRequest, limitReply, type Reply, toReply } from '../pipeline.js';
import { findByWsMethod } from '../router.js';
import { refusalOfUrl } from '../sbe.js';
import { allows } from '../security/api-keys.js';
import { readTimeUnit, type TimeUnit, toUnit } from '../time-unit.js';
import { WsSession } from '../ws-session.js';
import { restResponse } from './rest.js';

/** The id of a request as JSON text. It stays text, because a number cannot hold every 64-bit integer. */
type Id = string;

type WsRequest = {
  readonly id: Id;
  readonly method: string;
  /** The parameters of the request as JSON text. */
  readonly params: string;
  readonly hasSymbol: boolean;
  readonly returnRateLimits: boolean | undefined;
};

/** The request weight of opening a connection. */
const CONNECTION_WEIGHT = 2;

/** The WebSocket API: all connections to `/ws-api/v3`. */
export class WsApi {
  readonly #context: ProtocolContext;
  readonly #connections = new Set<Connection>();

  constructor(context: ProtocolContext) {
    this.#context = context;
  }

  /**
   * Returns the response with which a handshake is refused, or undefined. Handshakes are refused for IP addresses that
   * are banned or have used up their request weight, and for URLs that ask for SBE.
   */
  refuse(ip: string, params: URLSearchParams): RestResponse | undefined {
    const context = this.#context;
    const decision = context.limits.check(ip, context.now() / 1000);
    if (!decision.allowed) return restResponse(context, ip, limitReply(context, decision));
    const refused = refusalOfUrl(params);
    return refused && restResponse(context, ip, { ...toReply(context, refused), status: 400 });
  }

  open(connection: Connection): ConnectionHandler {
    const context = this.#context;
    const { allowed } = context.limits.charge(connection.ip, CONNECTION_WEIGHT, context.now() / 1000);
    const { unit, refused } = readUnit(connection);
    const session = new WsSession(context, connection, unit);
    if (refused) this.#send(connection, session, 'null', toReply(context, refused), false);
    if (refused || !allowed) connection.close(1008, '');
    else this.#connections.add(connection);
    return {
      receive: (text) => {
        this.#receive(connection, session, text).catch((error: unknown) => this.#context.reportFailure(error));
      },
      announceShutdown: () => {
        const E = toUnit(session.unit)(context.now());
        connection.send(JSON.stringify({ event: { e: 'serverShutdown', E } }));
      },
      closed: () => {
        session.close();
        this.#connections.delete(connection);
      },
    };
  }

  /** Closes all connections of an IP address. */
  disconnect(ip: string): void {
    for (const connection of [...this.#connections]) if (connection.ip === ip) connection.close(1008, '');
  }

  async #receive(connection: Connection, session: WsSession, text: string): Promise<void> {
    let request: WsRequest;
    try {
      request = readRequest(text);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const reply = toReply(this.#context, error);
      this.#note(connection, '', text, reply);
      return this.#send(connection, session, idOf(text), reply, session.returnRateLimits);
    }
    const { id, method, params, hasSymbol, returnRateLimits = session.returnRateLimits } = request;
    this.#logOutIfRevoked(connection, session);
    const incoming = {
      api: 'WS',
      ip: connection.ip,
      unit: session.unit,
      endpoint: findByWsMethod(method, hasSymbol),
      unmatched: () => refusal('OPERATION_NOT_SUPPORTED'),
      readRaw: () => rawWsParameters(params),
      text,
      session,
    } as const;
    await handleRequest(this.#context, incoming, (reply) => {
      this.#send(connection, session, id, reply, returnRateLimits);
      this.#note(connection, method, text, reply);
      if (reply.bannedNow) this.disconnect(connection.ip);
    });
  }

  /**
   * Logs a session out if its API key has been revoked. As documented, the client gets an error without an id. The
   * request is then handled as if the connection had never logged on.
   */
  #logOutIfRevoked(connection: Connection, session: WsSession): void {
    if (!session.key) return;
    const key = this.#context.apiKeys.find(session.key.apiKey);
    if (key && allows(key, undefined, connection.ip)) return;
    connection.send(JSON.stringify({ id: null, ...envelope(toReply(this.#context, refusal('INVALID_API_KEY'))) }));
    session.logOut();
  }

  #note(connection: Connection, target: string, request: string, reply: Reply): void {
    const { status: outcome, error, result } = reply;
    this.#context.journal.add({
      api: 'WS',
      ip: connection.ip,
      target,
      request,
      outcome,
      answer: JSON.stringify(error ?? result ?? null),
    });
  }

  #send(connection: Connection, session: WsSession, id: Id, reply: Reply, withLimits: boolean): void {
    if (reply.blocked) return connection.close(1008, '');
    const context = this.#context;
    const limits = withLimits ? { rateLimits: rateLimits(context, connection.ip, reply.orderAccount) } : {};
    const message = { ...envelope(withRetryAfter(reply, session, context.now())), ...limits };
    connection.send(`{"id":${id},${JSON.stringify(message).slice(1)}`);
  }
}

function envelope({ status, result, error }: Reply): Record<string, unknown> {
  return error ? { status, error } : { status, result };
}

/** Adds the time from which requests are permitted again to the `data` of a reply with status 418 or 429. */
function withRetryAfter(reply: Reply, session: WsSession, now: number): Reply {
  const { error, retryAt } = reply;
  if (!error || error.data !== undefined || retryAt === undefined) return reply;
  const time = toUnit(session.unit);
  return { ...reply, error: { ...error, data: { serverTime: time(now), retryAfter: time(retryAt * 1000) } } };
}

/** Reads the `timeUnit` in the URL of a connection. `refused` is set if the value is invalid. */
function readUnit(connection: Connection): { unit: TimeUnit; refused?: Refusal } {
  try {
    return { unit: readTimeUnit(connection.params.get('timeUnit')) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { unit: 'MILLISECOND', refused: error };
  }
}

function readRequest(text: string): WsRequest {
  const value = parse(text);
  if (!isRecord(value)) throw refusal('INVALID_REQUEST_JSON');
  const { method, params = {} } = value;
  const members = new Map(jsonMembers(text));
  const id = members.get('id');
  if (id === undefined) throw refusal('MISSING_PARAMETER', { name: 'id' });
  if (!isId(id)) throw refusal('INVALID_PARAMETER', { name: 'id' });
  if (typeof method !== 'string') throw refusal('MISSING_PARAMETER', { name: 'method' });
  if (!isRecord(params)) throw refusal('INVALID_PARAMETER', { name: 'params' });
  const { returnRateLimits } = params;
  if (returnRateLimits !== undefined && typeof returnRateLimits !== 'boolean') {
    throw refusal('INVALID_PARAMETER', { name: 'returnRateLimits' });
  }
  const hasSymbol = Object.hasOwn(params, 'symbol');
  return { id, method, params: members.get('params') ?? '{}', hasSymbol, returnRateLimits };
}

/** Returns the id of a message that is not a valid request, or `null` if it has no id. */
function idOf(text: string): Id {
  const id = isRecord(parse(text)) ? new Map(jsonMembers(text)).get('id') : undefined;
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
