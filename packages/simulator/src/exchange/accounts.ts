import type { Random } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import { amount } from '../engine/types/amount.js';
import type { NewAccount } from '../engine/types/index.js';
import type { ApiKeys, KeyType, Permission } from '../protocol/security/api-keys.js';
import { publicKeyType } from '../protocol/security/signature.js';

/** An API key of an account: HMAC by default, RSA or Ed25519 when `publicKey` is given. */
export type KeyOptions = {
  /** @default a random key */
  readonly apiKey?: string | undefined;
  /** @default a random secret */
  readonly apiSecret?: string | undefined;
  /**
   * Whether exported states contain the secret. An import takes a missing secret from the key of the same name, and
   * without one the key is refused with -1022. @default true
   */
  readonly exportSecret?: boolean | undefined;
  /** Public key of an RSA or Ed25519 key pair, SPKI in PEM. */
  readonly publicKey?: string | undefined;
  /** @default all three */
  readonly permissions?: readonly Permission[] | undefined;
  /** IP addresses that may use the key. @default any */
  readonly ipWhitelist?: readonly string[] | undefined;
};

/** Options of an account and its first key. */
export type AccountOptions = KeyOptions & {
  /** Free balances: `{ USDT: '10000' }`. */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /** Further keys of the account. */
  readonly keys?: readonly KeyOptions[] | undefined;
  /** Properties of the account itself. Its `permissions` are those of the account, not of the key. */
  readonly account?: NewAccount | undefined;
};

/** An API key with the secret that its owner signs with. */
export type ExchangeKey = {
  readonly apiKey: string;
  /** The HMAC secret. Empty for a key that was created from a public key. */
  readonly apiSecret: string;
};

/** An account with its keys. `apiKey` and `apiSecret` are those of the first key. */
export type ExchangeAccount = ExchangeKey & {
  readonly uid: number;
  readonly keys: readonly ExchangeKey[];
};

/** Creates and funds the accounts of an exchange, and manages their keys. */
export class Accounts {
  readonly #engine: Engine;
  readonly #apiKeys: ApiKeys;
  readonly #random: Random;

  constructor(engine: Engine, apiKeys: ApiKeys, random: Random) {
    this.#engine = engine;
    this.#apiKeys = apiKeys;
    this.#random = random;
  }

  create(options: AccountOptions): ExchangeAccount {
    // Everything is read before the account is created, so that invalid options leave no account behind.
    const typed = [options, ...(options.keys ?? [])].map((key) => ({ key, type: typeOf(key) }));
    const names = typed.flatMap(({ key: { apiKey } }) => apiKey ?? []);
    const taken = names.find((name, index) => this.#apiKeys.find(name) || names.indexOf(name) !== index);
    if (taken !== undefined) throw new RangeError(`apiKey: expected a new one, got '${taken}', which exists`);
    const deposits = readBalances(options.balances ?? {});
    const { id } = this.#engine.createAccount(options.account);
    const keys = typed.map(({ key, type }) => this.#addKey(id, key, type));
    for (const [asset, quantity] of deposits) this.#engine.deposit(id, asset, quantity);
    return { uid: id, ...keys[0]!, keys };
  }

  fund(apiKey: string, balances: Readonly<Record<string, string>>): void {
    const key = this.#apiKeys.find(apiKey);
    if (!key) throw unknownKey(apiKey);
    for (const [asset, quantity] of readBalances(balances)) this.#engine.deposit(key.account, asset, quantity);
  }

  revokeKey(apiKey: string): void {
    if (!this.#apiKeys.revoke(apiKey)) throw unknownKey(apiKey);
  }

  #addKey(account: number, options: KeyOptions, type: KeyType): ExchangeKey {
    const { publicKey, permissions = ['TRADE', 'USER_DATA', 'USER_STREAM'], ipWhitelist } = options;
    const apiKey = options.apiKey ?? this.#drawKey();
    const apiSecret = publicKey === undefined ? (options.apiSecret ?? this.#drawKey()) : '';
    const { exportSecret } = options;
    const secret = publicKey ?? apiSecret;
    this.#apiKeys.add({ apiKey, account, type, secret, permissions, ipWhitelist, exportSecret });
    return { apiKey, apiSecret };
  }

  /** 64 random letters and digits, like the keys of the live exchange. */
  #drawKey(): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from(this.#random.bytes(64), (byte) => letters[byte % letters.length]).join('');
  }
}

const typeOf = ({ publicKey }: KeyOptions): KeyType => (publicKey === undefined ? 'HMAC' : publicKeyType(publicKey));

const readBalances = (balances: Readonly<Record<string, string>>): (readonly [asset: string, quantity: bigint])[] =>
  Object.entries(balances).map(([asset, text]) => [asset, amount(text)] as const);

const unknownKey = (apiKey: string): RangeError => new RangeError(`no such API key: ${apiKey}`);
