import type { OrderFormName } from '../operations/operation.js';
import { stopLosses, takeProfits } from './order-types.js';
import type { SymbolFlag } from './symbol-info.js';

/** The operations whose parameters the order rules can check. */
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

/**
 * For each operation, the name of its order form. The same name is in the field `orderForm` of the operation. It is
 * repeated here because this module must not import the operations: if esbuild bundles everything into one file, the
 * imported operations are undefined in a module that is loaded with `import()`, as this one is.
 */
export const orderFormNames: Readonly<Record<OrderOperation, OrderFormName>> = {
  createOrder: 'order',
  createTestOrder: 'order',
  cancelReplaceOrder: 'cancelReplace',
  amendOrder: 'amendment',
  createSorOrder: 'sor',
  createTestSorOrder: 'sor',
  createOcoOrder: 'oco',
  createLegacyOcoOrder: 'legacyOco',
  createOtoOrder: 'oto',
  createOtocoOrder: 'otoco',
  createOpoOrder: 'opo',
  createOpocoOrder: 'opoco',
};

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

/** A field of an order. In an order list, the name of its parameter has a prefix, such as `pendingAbove`. */
export type LegField = (typeof FIELDS)[number];

/**
 * Describes which parameters of a call hold the fields of one leg. A leg is one order. A call for a single order has
 * one leg, and a call for an order list up to three.
 */
export type LegForm = {
  /** The names of the parameters that hold the fields of the order. */
  readonly names: Readonly<Record<LegField, string>>;
  /** The order types that this leg allows. The symbol must also allow the type of the order. */
  readonly types?: readonly string[];
  /** Returns the order type of a leg for which there is no type parameter. */
  readonly typeOf?: (params: Readonly<Record<string, unknown>>) => string;
  /** The side that this leg must have. */
  readonly side?: 'BUY' | 'SELL';
  /**
   * `quote`: the leg may have `quoteOrderQty` instead of `quantity`. `none`: the leg has no quantity parameter, because
   * it sells what the working order has bought.
   */
  readonly amount?: 'quote' | 'none';
  /** Whether the exchange places the leg only after the working order is filled. */
  readonly pending?: true;
};

/**
 * An order form: describes which parameters of an operation hold which field of which order, and which features of the
 * symbol the operation needs.
 */
export type OrderForm = {
  readonly legs: readonly LegForm[];
  /** The flags of the symbol that must be true, such as `ocoAllowed`. */
  readonly flags: readonly SymbolFlag[];
  /** Mandatory parameters that belong to no leg. `a|b` means that one of the two is mandatory. */
  readonly required: readonly string[];
  /**
   * Parameters that belong to no leg and whose values are checked: those with a fixed list of values, and client order
   * ids.
   */
  readonly others: readonly string[];
  /** Whether the last two legs are an OCO pair: first the above order, then the below order. */
  readonly ocoPair?: true;
  readonly list?: true;
  readonly amend?: true;
  readonly sor?: true;
};

const PAIR_TYPES = [...stopLosses, ...takeProfits];

const plain = leg('', { clientOrderId: 'newClientOrderId' });
const working: LegForm = { names: leg('working'), types: ['LIMIT', 'LIMIT_MAKER'] };
const pending: LegForm = { names: leg('pending'), pending: true };
const pendingPair: readonly LegForm[] = ['pendingAbove', 'pendingBelow'].map((prefix) => ({
  names: leg(prefix, { side: 'pendingSide', quantity: 'pendingQuantity' }),
  types: PAIR_TYPES,
  pending: true,
}));
/** In an OPO list, the pending orders sell what the working order buys. */
const buying: LegForm = { ...working, side: 'BUY' };
const selling = { side: 'SELL', amount: 'none' } as const;

const list = { required: [], others: ['newOrderRespType', 'listClientOrderId'], list: true } as const;
const single = { flags: [], required: [], others: ['newOrderRespType'] } as const;
const sor: OrderForm = { ...single, legs: [{ names: plain, types: ['LIMIT', 'MARKET'] }], sor: true };
const order: OrderForm = { ...single, legs: [{ names: plain, amount: 'quote' }] };

const orderForms: Readonly<Record<OrderFormName, OrderForm>> = {
  order,
  cancelReplace: {
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
  amendment: {
    // An amendment has only two fields of an order. The other fields get parameter names that start with a dash. No
    // parameter has such a name, so these fields are always undefined.
    legs: [{ names: leg('-', { quantity: 'newQty', clientOrderId: 'newClientOrderId' }) }],
    flags: ['amendAllowed'],
    required: ['orderId|origClientOrderId'],
    others: ['origClientOrderId'],
    amend: true,
  },
  sor,
  oco: {
    legs: ['above', 'below'].map((prefix) => ({
      names: leg(prefix, { side: 'side', quantity: 'quantity' }),
      types: PAIR_TYPES,
    })),
    flags: ['ocoAllowed'],
    ...list,
    ocoPair: true,
  },
  legacyOco: {
    legs: [
      {
        names: leg('limit', { side: 'side', quantity: 'quantity', price: 'price' }),
        typeOf: () => 'LIMIT_MAKER',
      },
      {
        names: leg('stop', {
          side: 'side',
          quantity: 'quantity',
          price: 'stopLimitPrice',
          stopPrice: 'stopPrice',
          trailingDelta: 'trailingDelta',
          timeInForce: 'stopLimitTimeInForce',
        }),
        typeOf: ({ stopLimitPrice }) => (stopLimitPrice == null ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT'),
      },
    ],
    flags: ['ocoAllowed'],
    ...list,
    ocoPair: true,
  },
  oto: { legs: [working, pending], flags: ['otoAllowed'], ...list },
  otoco: {
    legs: [working, ...pendingPair],
    flags: ['otoAllowed', 'ocoAllowed'],
    ...list,
    ocoPair: true,
  },
  opo: {
    legs: [buying, { ...pending, ...selling }],
    flags: ['otoAllowed', 'opoAllowed'],
    ...list,
  },
  opoco: {
    legs: [buying, ...pendingPair.map((each) => ({ ...each, ...selling }))],
    flags: ['otoAllowed', 'opoAllowed', 'ocoAllowed'],
    ...list,
    ocoPair: true,
  },
};

/**
 * Returns the order form (the description of the parameters that hold orders) with this name. The field `orderForm` of
 * an operation holds the name.
 */
export function orderFormNamed(name: OrderFormName): OrderForm {
  return orderForms[name];
}

/**
 * Returns the names of the parameters of one leg. Each name consists of `prefix` and the field, except for the fields
 * in `named`.
 */
function leg(prefix: string, named: Partial<Record<LegField, string>> = {}): Record<LegField, string> {
  const names = {} as Record<LegField, string>;
  for (const field of FIELDS)
    names[field] = prefix === '' ? field : prefix + field.charAt(0).toUpperCase() + field.slice(1);
  return Object.assign(names, named);
}
