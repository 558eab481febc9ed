import type { ClientOptions, Random } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import { amount, formatAmount, ONE } from '../engine/types/amount.js';
import type { NewAccount } from '../engine/types/index.js';
import type { ApiKeys, KeyType, Permission } from '../protocol/security/api-keys.js';
import { publicKeyType } from '../protocol/security/signature.js';

/** An API key of an account. If `publicKey` is given, it is an RSA or Ed25519 key, otherwise an HMAC key. */
export type KeyOptions = {
  /** The API key. @default a random key */
  readonly apiKey?: string | undefined;
  /** The secret of an HMAC key. @default a random secret */
  readonly apiSecret?: string | undefined;
  /**
   * Whether exported states contain the secret. If not, an exchange that imports such a state keeps the secret that it
   * already has for this API key. An exchange without this secret refuses all signed requests of the key, with error
   * -1022. @default true
   */
  readonly exportSecret?: boolean | undefined;
  /** Public key of an RSA or Ed25519 key pair, as SPKI in PEM. @default none, so the key is an HMAC key */
  readonly publicKey?: string | undefined;
  /** The permissions of the key. @default `TRADE`, `USER_DATA` and `USER_STREAM` */
  readonly permissions?: readonly Permission[] | undefined;
  /** IP addresses that may use the key. @default all */
  readonly ipWhitelist?: readonly string[] | undefined;
};

/** The standard commission rates of an account as fractions: `0.001` is 0.1 %. */
export type AccountFees = {
  /** Commission rate of the maker, whose order rests on the book. */
  readonly maker?: string | undefined;
  /** Commission rate of the taker, whose order is matched with orders on the book. */
  readonly taker?: string | undefined;
};

/** Options of an account and of its first API key. */
export type AccountOptions = KeyOptions & {
  /** Free balances: `{ USDT: '10000' }`. @default none */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /** Commission rates on all symbols. @default the rates of each symbol, usually 0.1 % */
  readonly fees?: AccountFees | undefined;
  /** Further API keys of the account. @default none */
  readonly keys?: readonly KeyOptions[] | undefined;
  /**
   * Properties of the account. `account.permissions` are the permissions of the account, not of an API key. @default an
   * account that may trade, deposit and withdraw
   */
  readonly account?: NewAccount | undefined;
};

/** An API key with the secret with which its owner signs. */
export type ExchangeKey = {
  /** The API key. */
  readonly apiKey: string;
  /** The HMAC secret. Empty for a key that was created with a `publicKey`. */
  readonly apiSecret: string;
};

/** The API keys of an account. `apiKey` and `apiSecret` belong to the first key. */
export type AccountKeys = ExchangeKey & {
  /** The id that the exchange has given to the account. */
  readonly uid: number;
  /** All keys of the account, the first one first. */
  readonly keys: readonly ExchangeKey[];
};

/** An account of the exchange, with its API keys. */
export type ExchangeAccount = AccountKeys & {
  /**
   * Creates a client of this account with the clock of the exchange: `account.createClient(createSpotClient)`. The
   * client signs with a synchronous function, because a virtual clock does not wait for WebCrypto.
   *
   * @param create `createSpotClient` of `@pkg/core`, or another function that takes the options of a client
   * @param options options of the client, which override the options that this method sets
   * @throws {TypeError} if the account has no HMAC secret
   */
  createClient<C>(create: (options: ClientOptions) => C, options?: ClientOptions): C;
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

  create(options: AccountOptions): AccountKeys {
    // All options are read before the account is created, so that invalid options create no account.
    const typed = [options, ...(options.keys ?? [])].map((key) => ({ key, type: typeOf(key) }));
    const names = typed.flatMap(({ key: { apiKey } }) => apiKey ?? []);
    const taken = names.find((name, index) => this.#apiKeys.find(name) || names.indexOf(name) !== index);
    if (taken !== undefined) throw new RangeError(`apiKey: expected a new one, got '${taken}', which exists`);
    const deposits = readBalances(options.balances ?? {});
    const fees = options.fees && readFees(options.fees);
    const { id } = this.#engine.createAccount(options.account);
    const keys = typed.map(({ key, type }) => this.#addKey(id, key, type));
    for (const [asset, quantity] of deposits) this.#engine.deposit(id, asset, quantity);
    if (fees) this.#setFees(id, fees, this.#symbols());
    return { uid: id, ...keys[0]!, keys };
  }

  fund(apiKey: string, balances: Balances): void {
    const account = this.accountOf(apiKey);
    for (const [asset, quantity] of readBalances(balances)) this.#engine.deposit(account, asset, quantity);
  }

  /** Withdraws the amounts. If one of the amounts is too large, it throws and withdraws nothing. */
  withdraw(apiKey: string, balances: Balances): void {
    const account = this.accountOf(apiKey);
    if (!this.#engine.account(account).canWithdraw) throw new RangeError('withdraw: the account may not withdraw');
    const amounts = readBalances(balances);
    for (const [asset, quantity] of amounts) {
      const { free } = this.#engine.balance(account, asset);
      if (free >= quantity) continue;
      throw new RangeError(
        `withdraw: expected at most the free ${formatAmount(free)} ${asset}, got ${balances[asset]}`,
      );
    }
    for (const [asset, quantity] of amounts) this.#engine.deposit(account, asset, -quantity);
  }

  /** Sets free balances by deposits and withdrawals. Amounts that open orders have locked stay locked. */
  setBalance(apiKey: string, balances: Balances): void {
    const account = this.accountOf(apiKey);
    for (const [asset, quantity] of readBalances(balances)) {
      const delta = quantity - this.#engine.balance(account, asset).free;
      if (delta !== 0n) this.#engine.deposit(account, asset, delta);
    }
  }

  /** Sets the standard commission on the given symbols, or on all symbols that are listed now. */
  setFees(apiKey: string, fees: AccountFees, symbols: readonly string[] = this.#symbols()): void {
    this.#setFees(this.accountOf(apiKey), readFees(fees), symbols);
  }

  revokeKey(apiKey: string): void {
    if (!this.#apiKeys.revoke(apiKey)) throw unknownKey(apiKey);
  }

  #symbols(): readonly string[] {
    return this.#engine.symbols().map(({ symbol }) => symbol);
  }

  #setFees(account: number, fees: AccountFees, symbols: readonly string[]): void {
    for (const symbol of symbols) {
      if (!this.#engine.symbol(symbol)) throw new RangeError(`symbol: expected a listed symbol, got '${symbol}'`);
    }
    for (const symbol of symbols) {
      const rates = this.#engine.commissionRates(account, symbol);
      const { maker = rates.standard.maker, taker = rates.standard.taker } = fees;
      const standard = { ...rates.standard, maker, taker };
      this.#engine.setCommissionRates(account, symbol, { ...rates, standard });
    }
  }

  /** Returns the id of the account to which a key belongs. @throws {RangeError} if no account has this key */
  accountOf(apiKey: string): number {
    const key = this.#apiKeys.find(apiKey);
    if (!key) throw unknownKey(apiKey);
    return key.account;
  }

  #addKey(account: number, options: KeyOptions, type: KeyType): ExchangeKey {
    const { publicKey, permissions = ['TRADE', 'USER_DATA', 'USER_STREAM'], ipWhitelist } = options;
    const apiKey = options.apiKey ?? this.#drawKey();
    const apiSecret = publicKey === undefined ? (options.apiSecret ?? this.#drawKey()) : '';
    const { exportSecret } = options;
    const secret = publicKey ?? apiSecret;
    const createdAt = this.#engine.now();
    this.#apiKeys.add({ apiKey, account, type, secret, permissions, ipWhitelist, createdAt, exportSecret });
    return { apiKey, apiSecret };
  }

  /** Returns 64 random letters and digits, which is the form of the live exchange's API keys. */
  #drawKey(): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from(this.#random.bytes(64), (byte) => letters[byte % letters.length]).join('');
  }
}

const typeOf = ({ publicKey }: KeyOptions): KeyType => (publicKey === undefined ? 'HMAC' : publicKeyType(publicKey));

type Balances = Readonly<Record<string, string>>;

const readBalances = (balances: Balances): (readonly [asset: string, quantity: bigint])[] =>
  Object.entries(balances).map(([asset, text]) => [asset, amount(text)] as const);

function readFees(fees: AccountFees): AccountFees {
  for (const name of ['maker', 'taker'] as const) {
    const text = fees[name];
    if (text !== undefined && amount(text) > ONE) {
      throw new RangeError(`fees: ${name}: expected a fraction from 0 to 1, got '${text}'`);
    }
  }
  return fees;
}

const unknownKey = (apiKey: string): RangeError => new RangeError(`no such API key: ${apiKey}`);
