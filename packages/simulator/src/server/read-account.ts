import type { NewAccount } from '../engine/types/index.js';
import type { AccountFees, AccountOptions, KeyOptions } from '../exchange/accounts.js';
import {
  array,
  ControlError,
  decimal,
  decimals,
  type Fields,
  flag,
  number,
  oneOf,
  optional,
  record,
  text,
  texts,
} from './control-fields.js';

/** Reads the options of a new account from JSON. */
export function readAccount(fields: Fields): AccountOptions {
  const { balances, fees, keys, account, ...key } = fields;
  return {
    ...readKey(key),
    balances: optional(fields, 'balances', decimals),
    fees: optional(fields, 'fees', (_, name) => readFees(record(fields, name))),
    keys: optional(fields, 'keys', (_, name) =>
      array(fields, name, 100).map((each) => readKey(record({ each }, 'each'))),
    ),
    account: optional(fields, 'account', (_, name) => readProperties(record(fields, name))),
  };
}

/** Reads commission rates as fractions: 0.001 is 0.1 %. */
export function readFees(fields: Fields): AccountFees {
  return { maker: optional(fields, 'maker', decimal), taker: optional(fields, 'taker', decimal) };
}

function readKey(fields: Fields): KeyOptions {
  only(fields, ['apiKey', 'apiSecret', 'publicKey', 'permissions', 'ipWhitelist']);
  const named = (name: string): string | undefined => {
    const value = optional(fields, name, text);
    if (value === '') throw new ControlError(`${name}: expected a value, got an empty one`);
    return value;
  };
  return {
    apiKey: named('apiKey'),
    apiSecret: named('apiSecret'),
    publicKey: named('publicKey'),
    permissions: optional(fields, 'permissions', () =>
      texts(fields, 'permissions', 3).map((permission) => oneOf({ permission }, 'permission', PERMISSIONS)),
    ),
    ipWhitelist: optional(fields, 'ipWhitelist', () => texts(fields, 'ipWhitelist', 1000)),
  };
}

const PERMISSIONS = ['TRADE', 'USER_DATA', 'USER_STREAM'] as const;

function readProperties(fields: Fields): NewAccount {
  const flags = ['canTrade', 'canWithdraw', 'canDeposit', 'requireSelfTradePrevention', 'preventSor'] as const;
  only(fields, ['tradeGroupId', 'permissions', ...flags]);
  return {
    tradeGroupId: optional(fields, 'tradeGroupId', () =>
      number(fields, 'tradeGroupId', { least: -1, most: Number.MAX_SAFE_INTEGER, whole: true }),
    ),
    permissions: optional(fields, 'permissions', () => texts(fields, 'permissions', 100)),
    ...Object.fromEntries(flags.map((name) => [name, optional(fields, name, flag)])),
  };
}

function only(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ControlError(`account: expected only ${known.join(', ')}, got ${unknown.slice(0, 100)}`);
}
