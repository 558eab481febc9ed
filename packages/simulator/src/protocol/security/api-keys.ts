export type KeyType = 'HMAC' | 'RSA' | 'Ed25519';

/** A group of operations that an API key permits. */
export type Permission = 'TRADE' | 'USER_DATA' | 'USER_STREAM';

/** An API key as the exchange stores it. */
export type ApiKey = {
  readonly apiKey: string;
  readonly account: number;
  readonly type: KeyType;
  /**
   * The secret of an HMAC key, or the public key as SPKI in PEM. Empty if the secret is unknown: every signature is
   * then invalid.
   */
  readonly secret: string;
  /** Whether an exported state may contain the secret. @default true */
  readonly exportSecret?: boolean | undefined;
  readonly permissions: readonly Permission[];
  /** The time at which the key was created, in µs since the epoch. */
  readonly createdAt?: number | undefined;
  /** IP addresses that may use the key. If undefined, every address may use the key. */
  readonly ipWhitelist?: readonly string[] | undefined;
};

/** The exchange's API keys. */
export class ApiKeys {
  readonly #keys = new Map<string, ApiKey>();
  /** The cached value of {@link secrets}. Undefined if a key has changed since the value was cached. */
  #secrets: readonly string[] | undefined;

  get all(): readonly ApiKey[] {
    return [...this.#keys.values()];
  }

  /** The secrets of all HMAC keys, each plain and URL-encoded. */
  get secrets(): readonly string[] {
    this.#secrets ??= this.all
      .filter(({ type, secret }) => type === 'HMAC' && secret !== '')
      .flatMap(({ secret }) => [...new Set([secret, encodeURIComponent(secret)])]);
    return this.#secrets;
  }

  /** Returns all keys as JSON values. Keys with `exportSecret: false` have no secret. */
  exportState(): ApiKey[] {
    return this.all.map((key) => (isSecret(key) ? { ...key, secret: '' } : key));
  }

  /**
   * Replaces all keys with exported ones. A key that was exported without its secret gets the secret of the replaced
   * key with the same `apiKey`.
   */
  importState(keys: readonly ApiKey[]): void {
    const before = new Map(this.#keys);
    this.#keys.clear();
    this.#secrets = undefined;
    for (const key of keys) {
      const known = isSecret(key) && key.secret === '' ? before.get(key.apiKey) : undefined;
      this.add(known?.type === key.type ? { ...key, secret: known.secret } : key);
    }
  }

  add(key: ApiKey): void {
    this.#keys.set(key.apiKey, key);
    this.#secrets = undefined;
  }

  find(apiKey: string): ApiKey | undefined {
    return this.#keys.get(apiKey);
  }

  revoke(apiKey: string): boolean {
    this.#secrets = undefined;
    return this.#keys.delete(apiKey);
  }
}

const isSecret = ({ type, exportSecret }: ApiKey): boolean => type === 'HMAC' && exportSecret === false;

/** Whether a key permits requests from this IP address, and has this permission. */
export function allows(key: ApiKey, permission: Permission | undefined, ip: string): boolean {
  if (key.ipWhitelist && !key.ipWhitelist.includes(ip)) return false;
  return permission === undefined || key.permissions.includes(permission);
}
