import type { SymbolFlag } from './symbol-info.js';

/** The client methods whose parameters the order rules can judge. */
export type OrderOperation =
  | 'createOrder'
  | 'createTestOrder'
  | 'cancelReplaceOrder'
  | 'amendOrder'
  | 'createSorOrder'
  | 'createTestSorOrder'
  | 'createOcoOrder'
  | 'createLegacyOcoOrder'
  | 'createOtoOrder'
  | 'createOtocoOrder'
  | 'createOpoOrder'
  | 'createOpocoOrder';

const FIELDS = [
  'type',
  'side',
  'timeInForce',
  'quantity',
  'quoteOrderQty',
  'price',
  'stopPrice',
  'trailingDelta',
  'icebergQty',
  'clientOrderId',
  'strategyType',
  'pegPriceType',
  'pegOffsetType',
  'pegOffsetValue',
] as const;

/** What an order can say of itself, whatever the parameter is called in an order list. */
export type LegField = (typeof FIELDS)[number];

/** How one order of an operation is written: an operation has one, an order list up to three. */
export type LegForm = {
  /** The parameter that holds each field. */
  readonly names: Readonly<Record<LegField, string>>;
  /** The types it may be of, besides what the symbol allows. */
  readonly types?: readonly string[];
  /** Its type, where no parameter says so. */
  readonly typeOf?: (params: Readonly<Record<string, unknown>>) => string;
  /** Which side it must be on. */
  readonly side?: 'BUY' | 'SELL';
  /** How it says how much: `quote` may give `quoteOrderQty`, `none` gets what the working order received. */
  readonly amount?: 'quote' | 'none';
  /** It waits until the working order is filled. */
  readonly pending?: true;
};

/** How an operation writes its orders, and what the symbol must allow for it. */
export type OrderForm = {
  readonly legs: readonly LegForm[];
  readonly flags: readonly SymbolFlag[];
  /** Parameters of the operation itself that must be given; `a|b` asks for one of them. */
  readonly required: readonly string[];
  /** Its other parameters that can be judged: words to choose from, and client order ids. */
  readonly others: readonly string[];
  /** Where in `legs` the two orders of an OCO pair stand, the above one first where they are called so. */
  readonly pair?: readonly [number, number];
  readonly list?: true;
  readonly amend?: true;
  readonly sor?: true;
};

const WORKING_TYPES = ['LIMIT', 'LIMIT_MAKER'];
const PAIR_TYPES = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT', 'LIMIT_MAKER'];

const plain = leg('', { clientOrderId: 'newClientOrderId' });
const working: LegForm = { names: leg('working'), types: WORKING_TYPES };
const pendingShared = { side: 'pendingSide', quantity: 'pendingQuantity' };

const pending = (more: Partial<LegForm> = {}): LegForm => ({ names: leg('pending'), pending: true, ...more });
const pairOf = (prefix: string, shared: Partial<Record<LegField, string>>, more: Partial<LegForm> = {}): LegForm[] =>
  ['Above', 'Below'].map((end) => ({
    names: leg(prefix === '' ? end.toLowerCase() : prefix + end, shared),
    types: PAIR_TYPES,
    ...more,
  }));

const list = { required: [], others: ['newOrderRespType', 'listClientOrderId'], list: true } as const;
const single = { flags: [], required: [], others: ['newOrderRespType'] } as const;
const sor: OrderForm = { ...single, legs: [{ names: plain, types: ['LIMIT', 'MARKET'] }], sor: true };
const order: OrderForm = { ...single, legs: [{ names: plain, amount: 'quote' }] };

/** Every operation that places or amends an order. */
export const orderForms: Readonly<Record<OrderOperation, OrderForm>> = {
  createOrder: order,
  createTestOrder: order,
  cancelReplaceOrder: {
    ...order,
    flags: ['cancelReplaceAllowed'],
    required: ['cancelReplaceMode', 'cancelOrderId|cancelOrigClientOrderId'],
    others: [
      'newOrderRespType',
      'cancelReplaceMode',
      'cancelRestrictions',
      'orderRateLimitExceededMode',
      'cancelNewClientOrderId',
      'cancelOrigClientOrderId',
    ],
  },
  amendOrder: {
    // No parameter begins with a dash: an amendment has but these two of an order's fields.
    legs: [{ names: { ...leg('-'), quantity: 'newQty', clientOrderId: 'newClientOrderId' } }],
    flags: ['amendAllowed'],
    required: ['orderId|origClientOrderId'],
    others: ['origClientOrderId'],
    amend: true,
  },
  createSorOrder: sor,
  createTestSorOrder: sor,
  createOcoOrder: {
    legs: pairOf('', { side: 'side', quantity: 'quantity' }),
    flags: ['ocoAllowed'],
    ...list,
    pair: [0, 1],
  },
  createLegacyOcoOrder: {
    legs: [
      {
        names: { ...leg('limit'), side: 'side', quantity: 'quantity', price: 'price' },
        typeOf: () => 'LIMIT_MAKER',
      },
      {
        names: {
          ...leg('stop'),
          side: 'side',
          quantity: 'quantity',
          price: 'stopLimitPrice',
          stopPrice: 'stopPrice',
          trailingDelta: 'trailingDelta',
          timeInForce: 'stopLimitTimeInForce',
        },
        typeOf: ({ stopLimitPrice }) => (stopLimitPrice == null ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT'),
      },
    ],
    flags: ['ocoAllowed'],
    ...list,
    required: ['stopPrice'],
    pair: [0, 1],
  },
  createOtoOrder: { legs: [working, pending()], flags: ['otoAllowed'], ...list },
  createOtocoOrder: {
    legs: [working, ...pairOf('pending', pendingShared, { pending: true })],
    flags: ['otoAllowed', 'ocoAllowed'],
    ...list,
    pair: [1, 2],
  },
  createOpoOrder: {
    legs: [{ ...working, side: 'BUY' }, pending({ side: 'SELL', amount: 'none' })],
    flags: ['otoAllowed', 'opoAllowed'],
    ...list,
  },
  createOpocoOrder: {
    legs: [
      { ...working, side: 'BUY' },
      ...pairOf('pending', pendingShared, { side: 'SELL', amount: 'none', pending: true }),
    ],
    flags: ['otoAllowed', 'opoAllowed', 'ocoAllowed'],
    ...list,
    pair: [1, 2],
  },
};

/** The parameters of an order whose names begin with `prefix`; `named` are called otherwise. */
function leg(prefix: string, named: Partial<Record<LegField, string>> = {}): Record<LegField, string> {
  const names = {} as Record<LegField, string>;
  for (const field of FIELDS)
    names[field] = prefix === '' ? field : prefix + field.charAt(0).toUpperCase() + field.slice(1);
  return Object.assign(names, named);
}
