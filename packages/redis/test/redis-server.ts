import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why the tests cannot run `redis-server`; undefined if they can. As root on Debian, the tests install it. */
export const missingRedis: string | undefined = findRedis();

/** A Redis server for one test, on a free port of this machine. */
export class RedisServer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'redis-'));
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Makes this server a replica of another server, and waits until it has that server's data. */
  async follow(other: RedisServer): Promise<void> {
    await this.command(`replicaof 127.0.0.1 ${other.port}`);
    while (!(await this.command('info replication')).includes('master_link_status:up')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Starts the server again after {@link kill}, without any data. */
  async restart(): Promise<void> {
    const args = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--repl-diskless-sync-delay',
      '0',
      '--dir',
      this.#folder,
    ];
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    for await (const text of child.stdout) if (String(text).includes('Ready to accept connections')) break;
    child.stdout.resume();
  }

  /** Halts the process of the server, as if its machine were too busy to answer. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Runs commands on the server, one after another. Returns the reply to the last command. */
  async command(...commands: readonly string[]): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    await once(socket, 'connect');
    let reply = '';
    for (const command of commands) {
      socket.write(`${command}\r\n`);
      [reply] = (await once(socket, 'data')).map(String) as [string];
    }
    socket.destroy();
    return reply;
  }

  /** Kills the server. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    this.resume();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * An address that can be moved from one Redis server to another, like the address of a managed Redis with a replica.
 */
export class RedisAddress {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #target: RedisServer;

  private constructor(target: RedisServer) {
    this.#target = target;
    this.#server = createServer((near) => {
      const far = connect(this.#target.port, '127.0.0.1');
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
  }

  static async open(target: RedisServer): Promise<RedisAddress> {
    const address = new RedisAddress(target);
    address.#server.listen(0, '127.0.0.1');
    await once(address.#server, 'listening');
    return address;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Closes all connections, and connects new ones to another server from now on. */
  moveTo(target: RedisServer): void {
    this.#target = target;
    for (const socket of this.#sockets) socket.destroy();
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

function findRedis(): string | undefined {
  const isThere = (): boolean => spawnSync('redis-server', ['--version']).status === 0;
  if (isThere()) return undefined;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return 'redis-server is not installed';
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
    execFileSync('apt-get', ['install', '-y', '-qq', 'redis-server'], { stdio: 'ignore', env });
  } catch {
    return 'redis-server could not be installed';
  }
  return isThere() ? undefined : 'redis-server could not be installed';
}
