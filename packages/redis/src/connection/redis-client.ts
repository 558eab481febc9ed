/** A connected client of `redis` 4.6 or later. It may also be a client of a cluster. */
export type NodeRedisClient = {
  /** Runs a script that the server already knows, by its SHA-1. */
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Runs a script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Returns a client with the same options, which is not connected yet. */
  duplicate(): unknown;
};

/** A client of `ioredis` or `iovalkey`. It may also be a client of a cluster. */
export type IoRedisClient = {
  /** Runs a script that the server already knows, by its SHA-1. */
  evalsha(sha: string, keys: number, ...args: string[]): Promise<unknown>;
  /** Runs a script. */
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
  /** Returns a client with the same options. */
  duplicate(): unknown;
};

/** Your own connection to Redis or Valkey. */
export type RedisClient = NodeRedisClient | IoRedisClient;
