import http, { type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** In ms. After this time without data, TCP checks whether the connection still exists. */
const TCP_PROBE = 30_000;

/** In ms. An unused connection is closed this long before the server would close it. */
const SERVER_MARGIN = 1000;

/**
 * Creates an agent that keeps connections to the host of `url` open. All of its connections go to this host, so some
 * methods of Node's agent are replaced by faster ones. {@link limitIdleTime} sets when an unused connection is closed.
 */
export function keepAliveAgent({ protocol, host }: URL, maxSockets: number): Agent {
  const options = { keepAlive: true, keepAliveMsecs: TCP_PROBE, maxSockets, scheduling: 'lifo' } as const;
  const agent = (protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)) as OpenAgent;
  // Node's `getName` would join all connection options into a key at each request.
  agent.getName = () => host;
  // Node's `keepSocketAlive` would create the object `headers` of the response, which is not needed, and would set a
  // new timer.
  agent.keepSocketAlive = (socket): boolean => {
    (socket as Socket).setKeepAlive(true, TCP_PROBE).unref();
    return true;
  };
  // Node's `addRequest` would copy the connection options at each request, although only a new connection needs them.
  // Other runtimes may not have this method.
  const { addRequest } = agent;
  if (!addRequest) return agent;
  agent.addRequest = (request, options): void => {
    const socket = agent.freeSockets[host]?.pop();
    if (!socket || socket.destroyed) return addRequest.call(agent, request, options);
    agent.reuseSocket(socket, request);
    request.onSocket(socket);
    agent.sockets[host] ??= [];
    agent.sockets[host].push(socket);
  };
  return agent;
}

/** An agent with those members that its published type does not declare. */
type OpenAgent = Agent & {
  readonly freeSockets: Record<string, Socket[] | undefined>;
  readonly sockets: Record<string, Socket[] | undefined>;
  addRequest?(request: ClientRequest, options: object): void;
};

/**
 * Sets how long a connection may stay unused after its response: `idle` ms, or less if the server has announced that it
 * closes unused connections earlier. The timeout stays set on the socket, and Node restarts it at each read and write.
 */
export function limitIdleTime(request: ClientRequest, { socket, rawHeaders }: IncomingMessage, idle: number): void {
  let limit = idle;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length !== 'keep-alive'.length || name.toLowerCase() !== 'keep-alive') continue;
    const seconds = /timeout=(\d+)/i.exec(rawHeaders[at + 1] as string)?.[1];
    if (seconds) limit = Math.min(limit, Number(seconds) * 1000 - SERVER_MARGIN);
  }
  if (limit <= 0) request.shouldKeepAlive = false;
  else if (socket.timeout !== limit) socket.setTimeout(limit);
}
