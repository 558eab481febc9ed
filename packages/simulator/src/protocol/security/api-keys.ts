export type KeyType = 'HMAC' | 'RSA' | 'Ed25519';

/** A group of operations that an API key may be used for. */
export type Permission = 'TRADE' | 'USER_DATA' | 'USER_STREAM';

/** An API key as the exchange stores it. */
export type ApiKey = {
  readonly apiKey: string;
  readonly account: number;
  readonly type: KeyType;
  /** The shared secret (HMAC), or the public key as SPKI in PEM. Empty when it is unknown: no signature is valid then. */
  readonly secret: string;
  /** False when an exported state does not contain the secret. */
  readonly exportSecret?: boolean | undefined;
  readonly permissions: readonly Permission[];
  /** IP addresses that may use the key. Undefined allows any. */
  readonly ipWhitelist?: readonly string[] | undefined;
};

/** The exchange's API keys. */
export class ApiKeys {
  readonly #keys = new Map<string, ApiKey>();

  get all(): readonly ApiKey[] {
    return [...this.#keys.values()];
  }

  /** All keys as JSON values, without the secrets that must not be exported. */
  exportState(): ApiKey[] {
    return this.all.map((key) => (isSecret(key) ? { ...key, secret: '' } : key));
  }

  /** Replaces all keys by exported ones. A secret that was not exported stays that of the key of the same name. */
  importState(keys: readonly ApiKey[]): void {
    const before = new Map(this.#keys);
    this.#keys.clear();
    for (const key of keys) {
      const known = isSecret(key) && key.secret === '' ? before.get(key.apiKey) : undefined;
      this.add(known?.type === key.type ? { ...key, secret: known.secret } : key);
    }
  }

  add(key: ApiKey): void {
    this.#keys.set(key.apiKey, key);
  }

  find(apiKey: string): ApiKey | undefined {
    return this.#keys.get(apiKey);
  }

  revoke(apiKey: string): boolean {
    return this.#keys.delete(apiKey);
  }
}

const isSecret = ({ type, exportSecret }: ApiKey): boolean => type === 'HMAC' && exportSecret === false;

/** Whether a key may be used from this IP address for operations of this permission. */
export function allows(key: ApiKey, permission: Permission | undefined, ip: string): boolean {
  if (key.ipWhitelist && !key.ipWhitelist.includes(ip)) return false;
  return permission === undefined || key.permissions.includes(permission);
}
