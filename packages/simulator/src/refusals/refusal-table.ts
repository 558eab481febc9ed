import type { RefusalDetails, RefusalReason, RefusedCommand } from './reasons.js';
import type { Refusal } from './refusal.js';

/** The reply to a client for a refusal. The WebSocket API also uses the HTTP status. */
export type RefusalReply = { readonly code: number; readonly msg: string; readonly status: number };

/** Error codes for which Binance's documentation contradicts itself, or differs from the live exchange. */
export type DisputedCodes = {
  /**
   * The code of "Market is closed." for a new order. errors.md lists the text under -2010, but the live exchange sent
   * -1013.
   */
  readonly closedMarketCode: -1013 | -2010;
  /**
   * The code for an amendment of an order that has reached its largest number of amendments. filters.md says -2038, but
   * errors.md lists the message under -1013.
   */
  readonly amendLimitCode: -1013 | -2038;
  /**
   * The error code of the refusal if `recvWindow` is above 60000. Among the texts of -1102, errors.md has one for a
   * value that is too large. CHANGELOG.md of 2019-08-15 names -1131, which errors.md no longer lists.
   */
  readonly recvWindowCode: -1102 | -1131;
};

/** Returns the code, message and HTTP status with which a client gets a refusal. */
export function refusalReply<R extends RefusalReason>(refusal: Refusal<R>, codes: DisputedCodes): RefusalReply {
  const { reason, details } = refusal;
  const { code, text, status = 400 } = TABLE[reason] as Row<R>;
  return {
    code: typeof code === 'number' ? code : code(details, codes),
    msg: typeof text === 'string' ? text : text(details, codes),
    status: typeof status === 'number' ? status : status(details),
  };
}

/**
 * Returns a reply for an error code. It is the documented example of the code. If there is no example, it is the reply
 * of the first refusal in the table with this code.
 */
export function replyOfCode(code: number): RefusalReply {
  const example = EXAMPLES[code];
  if (example !== undefined) return { code, msg: example.msg, status: example.status ?? 400 };
  const rows = Object.values<Row<never>>(TABLE as Readonly<Record<string, Row<never>>>);
  const row = rows.find((each) => each.code === code && typeof each.text === 'string');
  const status = typeof row?.status === 'number' ? row.status : 400;
  return { code, msg: typeof row?.text === 'string' ? row.text : 'The simulator refused this request.', status };
}

/**
 * Examples of replies, for codes that `TABLE` does not have, for codes with several messages, and for codes whose
 * message contains values. The messages are those of errors.md.
 */
const EXAMPLES: Readonly<Record<number, { readonly msg: string; readonly status?: number }>> = {
  [-1001]: { msg: 'Internal error; unable to process your request. Please try again.', status: 500 },
  [-1003]: { msg: 'Too many requests queued.', status: 429 },
  [-1006]: { msg: 'An unexpected response was received from the message bus. Execution status unknown.', status: 500 },
  [-1007]: {
    msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
    status: 504,
  },
  [-1008]: {
    msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.',
    status: 503,
  },
  [-1013]: { msg: 'Filter failure: LOT_SIZE' },
  [-1015]: { msg: 'Too many new orders; current limit is 100 orders per 10 SECOND.', status: 429 },
  [-1021]: { msg: 'Timestamp for this request is outside of the recvWindow.' },
  [-2010]: { msg: 'Account has insufficient balance for requested action.' },
  [-2011]: { msg: 'Unknown order sent.' },
  [-2013]: { msg: 'Order does not exist.' },
};

type Row<R extends RefusalReason> = {
  readonly code: number | ((details: RefusalDetails<R>, codes: DisputedCodes) => number);
  /** Message of the error, word for word as in errors.md or another page of Binance's documentation. */
  readonly text: string | ((details: RefusalDetails<R>, codes: DisputedCodes) => string);
  /** HTTP status. @default 400 */
  readonly status?: number | ((details: RefusalDetails<R>) => number);
};

/** The codes of NEW_ORDER_REJECTED, CANCEL_REJECTED and ORDER_AMEND_REJECTED in errors.md. */
const REJECTED: Readonly<Record<RefusedCommand, number>> = { NEW_ORDER: -2010, CANCEL: -2011, AMEND: -2038 };
const rejected = ({ command }: { readonly command: RefusedCommand }): number => REJECTED[command];

const TYPE_NAMES: Readonly<Record<string, string>> = {
  MARKET: 'Market',
  STOP_LOSS: 'Stop loss',
  STOP_LOSS_LIMIT: 'Stop loss limit',
  TAKE_PROFIT: 'Take profit',
  TAKE_PROFIT_LIMIT: 'Take profit limit',
};

const TABLE: { readonly [R in RefusalReason]: Row<R> } = {
  // Refusals because of an error of the exchange itself, a limit, or an invalid route or header:
  INTERNAL_ERROR: { code: -1000, status: 500, text: 'An unknown error occurred while processing the request.' },
  TOO_MUCH_WEIGHT: {
    code: -1003,
    status: 429,
    text: ({ limit, per }) =>
      `Too much request weight used; current limit is ${limit} request weight per ${per}. Please use WebSocket Streams for live updates to avoid polling the API.`,
  },
  TOO_MANY_QUEUED_REQUESTS: { code: -1003, status: 429, text: 'Too many requests queued.' },
  IP_BANNED: {
    code: -1003,
    status: 418,
    text: ({ until }) =>
      `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
  },
  TOO_MANY_NEW_ORDERS: {
    code: -1015,
    status: 429,
    text: ({ limit, interval, intervalNum }) =>
      `Too many new orders; current limit is ${limit} orders per ${intervalNum} ${interval}.`,
  },
  OPERATION_NOT_SUPPORTED: { code: -1020, text: 'This operation is not supported.' },
  // The refusal of a route that the live exchange serves, but the simulator does not. So the message is not Binance's.
  NOT_SIMULATED: {
    code: -1020,
    status: 404,
    text: ({ route }) =>
      `The simulator does not serve ${route}. It serves the Spot API, whose routes begin with /api/v3.`,
  },
  NOT_FOUND: { code: -1099, status: 404, text: 'Not found, authenticated, or authorized' },
  INVALID_SBE_HEADER: { code: -1152, text: 'Invalid X-MBX-SBE header; expected <SCHEMA_ID>:<VERSION>.' },
  UNKNOWN_SBE_SCHEMA: {
    code: -1153,
    text: 'Unsupported SBE schema ID or version specified in the X-MBX-SBE header.',
  },
  INVALID_SBE_SCHEMA: { code: -1153, text: 'Invalid SBE schema ID or version specified.' },
  SBE_NOT_ENABLED: { code: -1155, status: 406, text: 'SBE is not enabled.' },
  INVALID_TIME_UNIT: {
    code: -1194,
    text: 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.',
  },

  // Refusals because the API key, the signature or the timestamp is not accepted:
  NOT_LOGGED_ON: { code: -1002, text: 'You are not authorized to execute this request.' },
  TIMESTAMP_AHEAD: { code: -1021, text: "Timestamp for this request was 1000ms ahead of the server's time." },
  TIMESTAMP_OUTSIDE_WINDOW: { code: -1021, text: 'Timestamp for this request is outside of the recvWindow.' },
  INVALID_SIGNATURE: { code: -1022, text: 'Signature for this request is not valid.' },
  RECV_WINDOW_TOO_LONG: {
    code: (_, { recvWindowCode }) => recvWindowCode,
    text: (_, { recvWindowCode }) =>
      recvWindowCode === -1131
        ? 'recvWindow must be less than 60000'
        : "'recvWindow' contains unexpected value. Cannot be greater than 60000.",
  },
  // web-socket-api.md names the status 401 for -2015. The live exchange also sent the status 401 with -2014.
  API_KEY_FORMAT: { code: -2014, status: 401, text: 'API-key format invalid.' },
  INVALID_API_KEY: { code: -2015, status: 401, text: 'Invalid API-key, IP, or permissions for action.' },

  // Refusals because the parameters of a request are invalid:
  ILLEGAL_CHARACTERS: {
    code: -1100,
    text: ({ name, range }) => `Illegal characters found in parameter '${name}'; legal range is '${range}'.`,
  },
  TOO_MANY_PARAMETERS: {
    code: -1101,
    text: ({ expected, received }) => `Too many parameters; expected '${expected}' and received '${received}'.`,
  },
  // The text is in Binance's changelog of 2022-06-20, not on its page of errors.
  TOO_MANY_VALUES: {
    code: -1101,
    text: ({ name, maximum }) => `Too many values sent for parameter '${name}', maximum allowed up to ${maximum}.`,
  },
  DUPLICATE_PARAMETER: { code: -1101, text: 'Duplicate values for a parameter detected.' },
  MISSING_PARAMETER: {
    code: -1102,
    text: ({ name }) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
  },
  MISSING_BOTH_PARAMETERS: {
    code: -1102,
    text: ({ one, other }) => `Param '${one}' or '${other}' must be sent, but both were empty/null!`,
  },
  PARAMETER_ABOVE_MAXIMUM: {
    code: -1102,
    text: ({ name, maximum }) => `'${name}' contains unexpected value. Cannot be greater than ${maximum}.`,
  },
  UNKNOWN_PARAMETER: { code: -1103, text: 'An unknown parameter was sent.' },
  UNREAD_PARAMETERS: {
    code: -1104,
    text: ({ read, sent }) => `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`,
  },
  EMPTY_PARAMETER: { code: -1105, text: ({ name }) => `Parameter '${name}' was empty.` },
  UNEXPECTED_PARAMETER: { code: -1106, text: ({ name }) => `Parameter '${name}' sent when not required.` },
  PARAMETER_OVERFLOW: { code: -1108, text: ({ name }) => `Parameter '${name}' overflowed.` },
  TOO_MUCH_PRECISION: { code: -1111, text: ({ name }) => `Parameter '${name}' has too much precision.` },
  INVALID_TIME_IN_FORCE: { code: -1115, text: 'Invalid timeInForce.' },
  INVALID_ORDER_TYPE: { code: -1116, text: 'Invalid orderType.' },
  INVALID_SIDE: { code: -1117, text: 'Invalid side.' },
  EMPTY_NEW_CLIENT_ORDER_ID: { code: -1118, text: 'New client order ID was empty.' },
  EMPTY_ORIG_CLIENT_ORDER_ID: { code: -1119, text: 'Original client order ID was empty.' },
  INVALID_INTERVAL: { code: -1120, text: 'Invalid interval.' },
  UNKNOWN_SYMBOL: { code: -1121, text: 'Invalid symbol.' },
  INVALID_SYMBOL_STATUS: { code: -1122, text: 'Invalid symbolStatus.' },
  TIME_RANGE_TOO_LONG: { code: -1127, text: ({ hours }) => `More than ${hours} hours between startTime and endTime.` },
  INVALID_COMBINATION: {
    code: -1128,
    text: 'Combination of optional parameters invalid.',
  },
  STOP_LIMIT_INCOMPLETE: {
    code: -1128,
    text: "Combination of optional fields invalid. Recommendation: 'stopLimitPrice' and 'stopLimitTimeInForce' must both be sent.",
  },
  PEG_OFFSET_INCOMPLETE: {
    code: -1128,
    text: ({ pegOffsetType, pegOffsetValue }) =>
      `Fields [${pegOffsetType}, ${pegOffsetValue}] must be sent together or omitted entirely.`,
  },
  INVALID_PARAMETER: { code: -1130, text: ({ name }) => `Data sent for parameter '${name}' is not valid.` },
  STRATEGY_TYPE_TOO_LOW: { code: -1134, text: 'strategyType was less than 1000000.' },
  INVALID_JSON_PARAMETER: { code: -1135, text: ({ name }) => `JSON sent for parameter '${name}' is not valid` },
  INVALID_REQUEST_JSON: { code: -1135, text: 'Invalid JSON Request' },
  INVALID_TICKER_TYPE: { code: -1139, text: 'Invalid ticker type.' },
  // This is the message of rest-api.md, which differs from the message in errors.md.
  INVALID_CANCEL_RESTRICTIONS: { code: -1145, text: 'Invalid cancelRestrictions' },
  REPEATED_SYMBOL: { code: -1151, text: 'Symbol is present multiple times in the list.' },
  ICEBERG_NEEDS_GTC: {
    code: -1160,
    text: ({ icebergQty, timeInForce }) => `Parameter '${icebergQty}' is not supported if ${timeInForce} is not GTC.`,
  },
  INVALID_PEG_PRICE_TYPE: { code: -1210, text: 'Invalid pegPriceType.' },
  INVALID_PEG_OFFSET_TYPE: { code: -1211, text: 'Invalid pegOffsetType.' },
  SYMBOL_STATUS_MISMATCH: { code: -1220, text: "The symbol's status does not match the requested symbolStatus." },

  // Refusals because the parameters of an order list are invalid:
  INVALID_WORKING_TYPE: { code: -1014, text: 'Unsupported order combination.' },
  ORDER_TYPE_NOT_FOR_OCO: { code: -1158, text: 'Order type not supported in OCO.' },
  BUY_OCO_LIMIT_MUST_BE_BELOW: { code: -1165, text: 'A limit order in a buy OCO must be below.' },
  SELL_OCO_LIMIT_MUST_BE_ABOVE: { code: -1166, text: 'A limit order in a sell OCO must be above.' },
  OCO_WITHOUT_CONTINGENT_ORDER: { code: -1168, text: 'At least one OCO order must be contingent.' },
  BUY_OCO_STOP_LOSS_MUST_BE_ABOVE: { code: -1196, text: 'A stop loss order in a buy OCO must be above.' },
  SELL_OCO_STOP_LOSS_MUST_BE_BELOW: { code: -1197, text: 'A stop loss order in a sell OCO must be below.' },
  BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW: { code: -1198, text: 'A take profit order in a buy OCO must be below.' },
  SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE: { code: -1199, text: 'A take profit order in a sell OCO must be above.' },
  OPO_WORKING_ORDER_MUST_BUY: { code: -1222, text: 'Working order in an OPO list must be a bid.' },
  OPO_PENDING_ORDERS_MUST_SELL: { code: -1223, text: 'Pending orders in an OPO list must be asks.' },
  OPO_WITHOUT_WORKING_QUANTITY: { code: -1224, text: "Working order must include the 'workingQuantity' tag." },
  OPO_WITH_PENDING_QUANTITY: { code: -1225, text: "Pending orders should not include the 'pendingQuantity' tag." },
  OCO_BAD_PRICES: { code: -2010, text: 'The relationship of the prices for the orders is not correct.' },

  // Refusals because a filter or the symbol does not allow the order. For a quantity or price of zero, the live
  // exchange sent the messages of INVALID_QUANTITY and INVALID_PRICE.
  INVALID_QUANTITY: { code: -1013, text: 'Invalid quantity.' },
  INVALID_PRICE: { code: -1013, text: 'Invalid price.' },
  FILTER_FAILURE: { code: -1013, text: ({ filter }) => `Filter failure: ${filter}` },
  TOO_MANY_AMENDMENTS: {
    code: (_, { amendLimitCode }) => amendLimitCode,
    text: 'Filter failure: MAX_NUM_ORDER_AMENDS',
  },
  STP_MODE_NOT_ALLOWED: {
    code: -1013,
    text: 'This symbol does not allow the specified self-trade prevention mode.',
  },
  SOR_NOT_SUPPORTED: { code: -1013, text: 'SOR is not supported for this symbol.' },
  ORDER_TYPE_NOT_SUPPORTED: {
    code: -2010,
    text: ({ type }) => {
      const name = TYPE_NAMES[type];
      return name ? `${name} orders are not supported for this symbol.` : 'Unsupported order combination';
    },
  },
  QUOTE_ORDER_QTY_NOT_SUPPORTED: {
    code: -2010,
    text: 'Quote order qty market orders are not support for this symbol.',
  },
  ICEBERG_NOT_SUPPORTED: { code: -2010, text: 'Iceberg orders are not supported for this symbol.' },
  TRAILING_STOP_NOT_SUPPORTED: { code: -2010, text: 'Trailing stop orders are not supported for this symbol.' },
  PEGGED_ORDERS_NOT_SUPPORTED: { code: -2010, text: 'Pegged orders are not supported for this symbol.' },
  OCO_NOT_SUPPORTED: { code: -2010, text: 'OCO orders are not supported for this symbol' },
  OTO_NOT_SUPPORTED: { code: -2010, text: 'OTO orders are not supported for this symbol' },
  OPO_NOT_SUPPORTED: { code: -2010, text: 'OPO orders are not supported for this symbol.' },
  CANCEL_REPLACE_NOT_SUPPORTED: { code: -2010, text: 'Order cancel-replace is not supported for this symbol.' },
  AMEND_NOT_SUPPORTED: { code: -2038, text: 'Order amend is not supported for this symbol.' },

  // Refusals because the state of the market or the account does not allow the order:
  ACTION_DISABLED: { code: -2010, text: 'This action is disabled on this account.' },
  ACCOUNT_MAY_NOT_TRADE: { code: rejected, text: 'This account may not place or cancel orders.' },
  SYMBOL_NOT_PERMITTED: { code: -2010, text: 'This symbol is not permitted for this account.' },
  MARKET_CLOSED: {
    code: ({ command }, { closedMarketCode }) => (command === 'NEW_ORDER' ? closedMarketCode : REJECTED[command]),
    text: 'Market is closed.',
  },
  INSUFFICIENT_BALANCE: { code: -2010, text: 'Account has insufficient balance for requested action.' },
  ZERO_NOTIONAL: { code: -2010, text: 'Price * QTY is zero or less.' },
  ICEBERG_EXCEEDS_QUANTITY: { code: -2010, text: 'IcebergQty exceeds QTY.' },
  WOULD_TRIGGER_IMMEDIATELY: { code: -2010, text: 'Order would trigger immediately.' },
  WOULD_MATCH_IMMEDIATELY: { code: -2010, text: 'Order would immediately match and take.' },
  NO_LIQUIDITY: { code: -2010, text: 'Order book liquidity is less than symbol minimum quantity.' },
  LIQUIDITY_BELOW_LOT_SIZE: {
    code: -2010,
    text: 'Order book liquidity is less than LOT_SIZE filter minimum quantity.',
  },
  LIQUIDITY_BELOW_MARKET_LOT_SIZE: {
    code: -2010,
    text: 'Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.',
  },
  NO_LEVEL_FOR_PEG: { code: -2010, text: 'Order book liquidity is too low for this pegged order.' },
  MARKET_ORDER_WITH_PEG: { code: -2010, text: 'This order type may not use pegged price.' },
  PEG_NOT_FOR_ORDER_TYPE: { code: -2010, text: 'This price peg cannot be used with this order type.' },
  UNSUPPORTED_COMBINATION: { code: rejected, text: 'Unsupported order combination' },
  DUPLICATE_CLIENT_ORDER_ID: { code: rejected, text: 'Duplicate order sent.' },
  UNKNOWN_ORDER: { code: rejected, text: 'Unknown order sent.' },

  // Refusals because a cancellation or an amendment is not possible:
  CANCEL_RESTRICTED: { code: -2011, text: 'Order was not canceled due to cancel restrictions.' },
  CANCEL_REPLACE_PARTIALLY_FAILED: {
    code: -2021,
    status: ({ isLimitExceeded }) => (isLimitExceeded ? 429 : 409),
    text: 'Order cancel-replace partially failed.',
  },
  CANCEL_REPLACE_FAILED: {
    code: -2022,
    status: ({ isLimitExceeded }) => (isLimitExceeded ? 429 : 400),
    text: 'Order cancel-replace failed.',
  },
  AMEND_PENDING_OPO: { code: -2038, text: 'Order amend (pending OPO order) is not supported.' },
  AMEND_INCREASE: { code: -2038, text: 'Order amend (quantity increase) is not supported.' },
  AMEND_NO_CHANGE: { code: -2038, text: 'The requested action would change no state; rejecting' },

  // Refusals because a requested order or requested data does not exist:
  ORDER_DOES_NOT_EXIST: { code: -2013, text: 'Order does not exist.' },
  ORDER_ARCHIVED: {
    code: -2026,
    text: 'Order was canceled or expired with no executed qty over 90 days ago and has been archived.',
  },
  CLIENT_ORDER_ID_MISMATCH: { code: -2039, text: 'Client order ID is not correct for this order ID.' },
  NO_TRADING_WINDOW: {
    code: -2016,
    text: 'No trading window could be found for the symbol. Try ticker/24hrs instead.',
  },
  NO_REFERENCE_PRICE: { code: -2043, text: "This symbol doesn't have a reference price." },

  // Refusals because a user data subscription is not possible:
  TOO_MANY_SUBSCRIPTIONS: {
    code: -1034,
    text: ({ limit }) => `Too many concurrent connections; current limit is '${limit}'.`,
  },
  ALREADY_SUBSCRIBED: { code: -2035, text: 'User Data Stream subscription already active.' },
  NOT_SUBSCRIBED: { code: -2036, text: 'User Data Stream subscription not active.' },
  SUBSCRIPTION_IDS_USED_UP: { code: -2042, text: 'Maximum subscription ID reached for this connection.' },
};
