import type { SymbolStatus } from '../engine/types/enums.js';
import type { DisputedCodes } from '../refusals/refusal-table.js';

/**
 * The choices of the simulator where Binance's documentation says nothing, is unclear or contradicts itself. Each
 * choice names its source: a page of that documentation with its section, or "not documented".
 *
 * `MatchingAssumptions` and `ProtocolSettings` below are the choices that an option can change. The other choices are
 * fixed.
 *
 * The checks of an order
 * - The checks of a new order run in this order: parameters, account and symbol, unfilled order count, filters, market
 *   and balances. The filters of the symbol run in the order of exchangeInfo, then the filters of the exchange, then
 *   the filters of the account. The first failure is reported. (not documented; rest-api.md, "Cancel an Existing Order
 *   and Send a New Order", states only that filters and order count come before the cancellation)
 * - The permissions of the account and `permissionSets` alone decide whether an account may trade a symbol: each set
 *   needs one permission of the account. (rest-api.md, "Exchange information": examples of the interpretation of symbol
 *   permissions)
 * - `isSpotTradingAllowed` is reported in exchangeInfo, but has no effect on orders. (not documented)
 * - The statuses END_OF_DAY, HALT, BREAK and CANCEL_ONLY refuse new orders as "Market is closed.". (errors.md: the
 *   symbol is not trading; spot_glossary.md names the effect of HALT, BREAK and CANCEL_ONLY; END_OF_DAY is not
 *   documented)
 * - A parameter that orders of the type do not use is refused with -1106. Quantities and prices of zero are refused
 *   with -1013 "Invalid quantity." and "Invalid price.". (errors.md, -1106; the texts of -1013 are not documented, they
 *   are in logs of the live exchange)
 * - An order with an `icebergQty` of 0 is not an iceberg order. (not documented)
 * - An `icebergQty` above the quantity is refused. An `icebergQty` equal to the quantity is accepted. (errors.md states
 *   that it must be less)
 * - An amount with more decimals than its asset's precision is refused with -1111, even if it also breaks a filter.
 *   (errors.md, -1111, without the order of the two checks)
 * - STOP_LOSS and TAKE_PROFIT orders are market orders for `applyToMarket`, `applyMinToMarket`, `applyMaxToMarket` and
 *   MARKET_LOT_SIZE. (not documented)
 * - The notional of a market order with `quoteOrderQty` is `quoteOrderQty`. LOT_SIZE and MARKET_LOT_SIZE check the
 *   quantity that this amount buys in the current book. (faqs/market_orders_faq.md for LOT_SIZE; the rest is not
 *   documented)
 * - Filters check the pegged price of a pegged order, and also `price` if that is sent. The order trades at its pegged
 *   price. (not documented)
 * - Filters that compare with an average price accept every order before the first trade of the symbol, so that a test
 *   can begin with an order. (CHANGELOG.md, 2018-11-13, says the opposite for MARKET orders to which MIN_NOTIONAL
 *   applies: they cannot be placed before the first trade.) If there was no trade in the window of the average price,
 *   they compare with the last price. (CHANGELOG.md, 2018-11-13)
 * - A trade that is exactly as old as the window of an average price does not count. (not documented)
 * - MAX_POSITION counts the unfilled quantity of open BUY orders. In a new order list it counts only the order that is
 *   being checked. (filters.md: "sum of the qty of all open BUY orders"; the filled quantity is already in the balance)
 * - A bound or step of 0 does not apply, in LOT_SIZE and MARKET_LOT_SIZE too. (filters.md says so for PRICE_FILTER)
 * - The pending orders of a list pass the filters when the list is placed, and again when they are activated.
 *   (faqs/opo.md for OPO; not documented for OTO)
 * - An order that the checks of market and balances refuse takes an order id nevertheless. (not documented)
 *
 * Matching
 * - The user data events of a request have this sequence: the event of an order list comes before the events of its
 *   orders, the event of a pending order before the fills of its working order, and the taker's fill before the maker's
 *   fill. (not documented)
 * - A contingent order reports `NEW` when it is placed, and again when it triggers and reaches the book. (not
 *   documented)
 * - Orders that one trade triggers start in the sequence in which a moving price reaches their stop prices. At the same
 *   stop price, older orders start first. Trailing stops start last. All of them start after the order that traded, and
 *   after the pending orders that this order activates. (not documented)
 * - An OCO locks one amount, for the order that needs more. Pending orders lock nothing until they are activated. A
 *   pending order that breaks a filter or lacks funds when it is activated expires as `REJECTED`. A prevented
 *   self-trade of one order of an OCO ends the other order. (user-data-stream.md, "Order Expiry Reason", for REJECTED;
 *   the rest is not documented)
 * - A MARKET order with `quoteOrderQty` never spends or receives more than its amount. (rest-api.md, "New order": "as
 *   close as possible") A FOK order is filled only if the quantity that would trade equals its quantity. (enums.md: "if
 *   the full order cannot be filled")
 * - The new order of a cancel-replace takes its pegged price or its quantity from the book after the cancel, and has to
 *   pass the filters again. If the book has too little for the new order, the other order is cancelled nevertheless.
 *   (rest-api.md, "Cancel an Existing Order and Send a New Order": only filters and order count come before the
 *   cancellation; the rest is not documented)
 *
 * Amendments
 * - An amendment to exactly the quantity that is executed or prevented ends the order: events `REPLACED` and `EXPIRED`,
 *   status `EXPIRED` without an `expiryReason`, weight 0. (CHANGELOG.md, 2026-04-02, mentions amendments that expire
 *   the order; the quantity, the events and the reason are not documented)
 * - An amendment to less than the quantity that is executed or prevented is refused as an unsupported combination. (not
 *   documented)
 * - LOT_SIZE and the other filters on quantity check `newQty`, even if the amendment ends the order. So an amendment to
 *   an executed quantity below `minQty` is refused with -1013. (faqs/order_amend_keep_priority.md: a request that
 *   "fails the filters" is rejected; not documented for an amendment that ends the order)
 * - The answer to an amendment has no field `relatedOrders`. (Binance's schema has this field, without a description)
 * - If the amended order is in an OCO pair, filters check only this order; the other order of the pair gets the same
 *   quantity. (faqs/order_amend_keep_priority.md: the pair keeps one quantity; the rest is not documented)
 *
 * Requests
 * - A request is checked in the order that `pipeline.ts` states. (rest-api.md and web-socket-api.md, "Timing security"
 *   and "Request security", describe the steps, but not the whole order)
 * - An unknown parameter is refused with -1104 on REST, with -1103 on the WebSocket API, and with -1101 if the
 *   operation has no parameters. An empty parameter is refused with -1105, an empty client order id with -1118 or
 *   -1119. (errors.md has the texts, but does not say when each applies)
 * - A decimal above 92233720368.54775807, which is 2^63 - 1 in units of 10^-8, is refused with -1108. (not documented)
 * - A `limit` above the maximum is read as the maximum. (rest-api.md, "Order book"; not documented for other
 *   operations)
 * - A time in a request is read as µs if it then lies in 2017 or later, otherwise as ms. (rest-api.md: "can be passed
 *   in milliseconds or microseconds")
 * - `allOrders` with a time ignores `orderId`, and `orderList.status` with both ids ignores `orderListId`, on both
 *   APIs. (web-socket-api.md, "Account order history" and "Query Order list"; rest-api.md is silent)
 * - A request with an unknown path is answered with the status 404 and -1099. A request with an unknown WebSocket API
 *   method, or with a known path but another HTTP method, is refused with -1020. (not documented)
 * - The retired routes of listen keys and of `/api/v1` are answered with the status 410 and an HTML page.
 *   (CHANGELOG.md, 2026-01-21 and 2026-03-09: no longer available; the status is from logs of the live exchange)
 * - `session.logon` with an HMAC or RSA key is refused with -1020. (web-socket-api.md, "Session Authentication": only
 *   Ed25519 keys are supported; the code is not documented)
 * - SBE is off. Replies are JSON, unless the `Accept` header permits `application/sbe` but not JSON. In that case a
 *   malformed `X-MBX-SBE` header is refused with -1152, an unknown or retired schema with -1153, and every other
 *   request with 406. In the URL of a WebSocket API handshake, `responseFormat=sbe` is refused with 400 and -1155, or
 *   with -1153 if the schema is unknown. A value other than `sbe` or `json`, or both values together, is refused with
 *   -1130. (faqs/sbe_faq.md; the codes of the handshake are not documented)
 * - A reply is sent before the user data events that its request causes, except `eventStreamTerminated`. (not
 *   documented)
 *
 * Market data
 * - In the status BREAK no stream sends market data. In the status CANCEL_ONLY no kline stream sends data. There are no
 *   candles for the time in which a symbol had one of these statuses. (spot_glossary.md, `BREAK` and `CANCEL_ONLY`; in
 *   END_OF_DAY all streams send, which is not documented)
 * - Changes of the book during BREAK are in the first depth event after it. (not documented)
 * - `uiKlines` are plain klines. (rest-api.md, "UIKlines": "modified", without a description)
 * - Aggregate trades combine trades of one taker order at one price and one microsecond. (rest-api.md,
 *   "Compressed/Aggregate trades list": "fill at the time")
 *
 * @module
 */

/**
 * How orders are matched where Binance's documentation says nothing or is unclear. The option `matchingAssumptions` of
 * an exchange changes these assumptions.
 */
export type MatchingAssumptions = {
  /**
   * How the value `discount` of the commission rates applies when the commission is paid in BNB. `factor`: the standard
   * commission is multiplied by `discount`, so that the live value of 0.75 gives 25 % off. `reduction`: the standard
   * commission is multiplied by one minus `discount`. (rest-api.md, "Query Commission Rates": `discount` is the rate by
   * which the standard commission "is reduced"; faqs/commission_faq.md multiplies by the rate: `x 0.25`)
   */
  readonly discount: 'factor' | 'reduction';
  /** By how much the first fill of an order lowers the unfilled order count if the order is the taker. */
  readonly firstFillAsTaker: number;
  /**
   * By how much the first fill of an order lowers the unfilled order count if the order is the maker.
   * (faqs/order_count_decrement.md has the number for a maker only in an example)
   */
  readonly firstFillAsMaker: number;
  /**
   * Whether an order that is refused with -2010 counts as an unfilled order. (web-socket-api.md: "might or might not")
   */
  readonly refusedOrdersCount: boolean;
  /**
   * Whether a refusal with -2010 also sends an `executionReport` of type `REJECTED`. (enums.md, "Execution types",
   * names only cancel-replace as an example)
   */
  readonly reportRefusals: boolean;
  /**
   * The amount that a waiting BUY order of the type STOP_LOSS or TAKE_PROFIT locks for each unit of its quantity.
   * `stopPrice`: its stop price, or the last price if it has no stop price. `nothing`: it locks nothing. When the order
   * triggers, it locks its cost in the current book. If the balance does not suffice, the order expires as `REJECTED`.
   * (Binance's documentation does not say.)
   */
  readonly stopMarketLock: 'stopPrice' | 'nothing';
  /**
   * How fills of an SOR order in the book of its own symbol are reported. (The text of faqs/sor_faq.md mentions
   * allocations only for *other* symbols. Its examples also show allocations for the order's own symbol.)
   */
  readonly sorOwnBook: 'allocation' | 'trade';
  /**
   * The price from which a trailing stop order without a stop price starts: the last price (scenario E in
   * faqs/trailing-stop-faq.md), or the price of the next trade (text of that FAQ).
   */
  readonly trailingStart: 'lastPrice' | 'nextTrade';
  /**
   * The client order id of an order after its cancellation. `replaced`: the client order id of the cancellation, by
   * which later queries find the order. `kept`: the id that the order had before. (web-socket-api.md, "Cancel order":
   * the id of the cancellation "will replace" the order's id. Binance's documentation does not say by which id queries
   * find the order.)
   */
  readonly cancelledClientOrderId: 'replaced' | 'kept';
  /**
   * The symbol statuses in which orders can be cancelled and amended. (faqs/spot_glossary.md, `CANCEL_ONLY`;
   * CHANGELOG.md, 2020-04-25: orders can be cancelled in `BREAK` and `HALT`. Binance's documentation does not mention
   * amendments in these statuses. For `END_OF_DAY` it mentions neither cancellations nor amendments.)
   */
  readonly cancelStatuses: readonly SymbolStatus[];
  /**
   * The id of the first order of a symbol. Orders, trades and executions are numbered per symbol, order lists over
   * all symbols. (Binance's documentation does not describe the numbering.)
   */
  readonly firstOrderId: number;
  /** The id of the first trade of a symbol. */
  readonly firstTradeId: number;
  /** The id of the first update of a symbol's order book. */
  readonly firstUpdateId: number;
};

export const defaultMatchingAssumptions: MatchingAssumptions = {
  discount: 'factor',
  firstFillAsTaker: 1,
  firstFillAsMaker: 5,
  refusedOrdersCount: false,
  reportRefusals: true,
  stopMarketLock: 'stopPrice',
  sorOwnBook: 'allocation',
  trailingStart: 'lastPrice',
  cancelledClientOrderId: 'replaced',
  cancelStatuses: ['TRADING', 'CANCEL_ONLY', 'HALT', 'BREAK'],
  firstOrderId: 1,
  firstTradeId: 1,
  firstUpdateId: 1,
};

/** How requests are handled where Binance's documentation says nothing or is unclear, and the documented limits. */
export type ProtocolSettings = DisputedCodes & {
  /** The limits that `exchangeInfo` announces. (enums.md, "Rate limiters"; CHANGELOG.md, 2026-03-27) */
  readonly limits: {
    /** Largest allowed request weight of an IP address in a minute. */
    readonly requestWeightPerMinute: number;
    /** Largest allowed number of requests of an IP address in five minutes. */
    readonly rawRequestsPerFiveMinutes: number;
    /** Largest allowed number of connection attempts of an IP address in five minutes. */
    readonly connectionsPerFiveMinutes: number;
  };
  /** When and for how long an IP address is banned. */
  readonly bans: {
    /**
     * Largest number of 429 replies that an IP address gets within a minute. One more refused request leads to a ban.
     * (rest-api.md: "Repeatedly violating")
     */
    readonly refusalsBeforeBan: number;
    /**
     * How many minutes the first, second, … ban of an IP address lasts. Later bans last as long as the last entry.
     * (rest-api.md, "IP Limits": from 2 minutes to 3 days)
     */
    readonly minutes: readonly number[];
  };
  /**
   * A request whose text matches this pattern is answered with 403 by the firewall in front of the exchange.
   * (rest-api.md: "avoid SQL keywords". Binance's documentation does not list the keywords.)
   */
  readonly firewall: RegExp;
  /**
   * The format of API keys. An unknown key is refused with -2015 if it has this format, otherwise with -2014.
   * (Binance's documentation does not say.)
   */
  readonly keyFormat: RegExp;
  /**
   * How long the exchange processes a signed request, in ms of its own time. The exchange checks the request's
   * timestamp before this time and again after it. (rest-api.md, "Timing security")
   */
  readonly processingMs: number;
  /**
   * Whether every timestamp is accepted, so that the clock of a client may differ from the clock of the exchange. The
   * live exchange does not do this.
   */
  readonly lenientTime: boolean;
  /**
   * The response type of an order list if the request does not name one. (Binance's documentation says this only for
   * `orderList.place`.)
   */
  readonly listResponse: 'ACK' | 'RESULT' | 'FULL';
  /**
   * The answer to an SOR order over the WebSocket API: a list with this one order (`list`), or the order itself as over
   * REST (`order`). (web-socket-api.md, "Place new order using SOR": its sample has a list)
   */
  readonly sorAnswer: 'list' | 'order';
  /**
   * Largest allowed number of active user data subscriptions on one connection. (web-socket-api.md, "User Data Stream
   * subscription")
   */
  readonly activeSubscriptions: number;
  /**
   * Largest allowed number of user data subscriptions that one connection makes in all. (web-socket-api.md, "User Data
   * Stream subscription")
   */
  readonly lifetimeSubscriptions: number;
};

export const defaultSettings: ProtocolSettings = {
  limits: {
    requestWeightPerMinute: 6000,
    rawRequestsPerFiveMinutes: 300_000,
    connectionsPerFiveMinutes: 300,
  },
  bans: { refusalsBeforeBan: 10, minutes: [2, 10, 60, 360, 1440, 4320] },
  firewall: /\b(union\s+(all\s+)?select|select\b.{1,500}?\bfrom|insert\s+into|drop\s+table|delete\s+from)\b/i,
  keyFormat: /^[A-Za-z0-9]{64}$/,
  processingMs: 0,
  lenientTime: false,
  listResponse: 'RESULT',
  sorAnswer: 'list',
  activeSubscriptions: 1000,
  lifetimeSubscriptions: 65_535,
  closedMarketCode: -1013,
  amendLimitCode: -2038,
  recvWindowCode: -1102,
};
