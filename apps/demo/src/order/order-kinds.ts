import type { OrderOperation } from '@pkg/core';

export type Side = 'BUY' | 'SELL';

/** One input of an order form. */
export type Field = {
  /**
   * The key under which the form keeps the input's value. Several kinds of orders use the same keys, so a price stays
   * in the form when the user changes the kind or the side.
   */
  readonly slot: string;
  /** The request parameter that is set to the input's value. */
  readonly param: string;
  readonly label: string;
  readonly unit: 'quote' | 'base' | 'bps';
  readonly isOptional?: boolean;
};

type Values = Readonly<Record<string, string>>;

/** A kind of order or order list that the form can place. */
export type OrderKind = {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly operation: OrderOperation;
  readonly group: 'order' | 'list';
  /** The only side that is possible; absent if both sides are possible. */
  readonly side?: Side;
  readonly hasTimeInForce?: boolean;
  readonly fields: (side: Side) => readonly Field[];
  /** Returns those parameters of the operation that have no input in the form, such as `type`. */
  readonly fixed: (side: Side, values: Values, timeInForce: string) => Readonly<Record<string, string>>;
};

const price: Field = { slot: 'price', param: 'price', label: 'Price', unit: 'quote' };
const amount: Field = { slot: 'quantity', param: 'quantity', label: 'Amount', unit: 'base' };
const trigger: Field = { slot: 'stopPrice', param: 'stopPrice', label: 'Trigger', unit: 'quote' };
const iceberg: Field = { slot: 'iceberg', param: 'icebergQty', label: 'Visible', unit: 'base', isOptional: true };
const trailing: Field = { slot: 'trailing', param: 'trailingDelta', label: 'Trail by', unit: 'bps', isOptional: true };
const optional = (field: Field): Field => ({ ...field, isOptional: true });

const opposite = (side: Side): Side => (side === 'BUY' ? 'SELL' : 'BUY');

function single(
  id: string,
  label: string,
  summary: string,
  fields: readonly Field[],
  hasTimeInForce = false,
): OrderKind {
  return {
    id,
    label,
    summary,
    operation: 'createOrder',
    group: 'order',
    hasTimeInForce,
    fields: () => fields,
    fixed: (side, _, timeInForce) => ({ side, type: id, ...(hasTimeInForce ? { timeInForce } : {}) }),
  };
}

/** Returns the inputs of an OCO pair: one order takes the profit, the other limits the loss. */
function pairFields(side: Side, prefix: string): Field[] {
  const [above, below] = [name(prefix, 'above'), name(prefix, 'below')];
  const [profit, stop] = side === 'SELL' ? [above, below] : [below, above];
  return [
    { slot: 'profit', param: `${profit}Price`, label: 'Take profit', unit: 'quote' },
    { slot: 'stop', param: `${stop}StopPrice`, label: 'Stop trigger', unit: 'quote' },
    { slot: 'stopLimit', param: `${stop}Price`, label: 'Stop limit', unit: 'quote', isOptional: true },
  ];
}

function pairFixed(side: Side, prefix: string, { stopLimit = '' }: Values): Record<string, string> {
  const [above, below] = [name(prefix, 'above'), name(prefix, 'below')];
  const [profit, stop] = side === 'SELL' ? [above, below] : [below, above];
  return {
    [`${profit}Type`]: 'LIMIT_MAKER',
    [`${stop}Type`]: stopLimit ? 'STOP_LOSS_LIMIT' : 'STOP_LOSS',
    ...(stopLimit ? { [`${stop}TimeInForce`]: 'GTC' } : {}),
  };
}

function name(prefix: string, end: 'above' | 'below'): string {
  return prefix ? `${prefix}${end === 'above' ? 'Above' : 'Below'}` : end;
}

const workingFields: readonly Field[] = [
  { slot: 'price', param: 'workingPrice', label: 'First price', unit: 'quote' },
  { slot: 'quantity', param: 'workingQuantity', label: 'First amount', unit: 'base' },
];
const working = (side: Side) => ({ workingSide: side, workingType: 'LIMIT', workingTimeInForce: 'GTC' });
const pendingPrice: Field = { slot: 'pendingPrice', param: 'pendingPrice', label: 'Then price', unit: 'quote' };
const pendingAmount: Field = { slot: 'pendingQuantity', param: 'pendingQuantity', label: 'Then amount', unit: 'base' };
const pendingLimit = { pendingType: 'LIMIT', pendingTimeInForce: 'GTC' };

export const ORDER_KINDS: readonly OrderKind[] = [
  single(
    'LIMIT',
    'Limit',
    'Trades at your price or better. The rest waits in the book.',
    [price, amount, iceberg],
    true,
  ),
  single('MARKET', 'Market', 'Trades at once at the best prices of the book.', [
    optional(amount),
    { slot: 'spend', param: 'quoteOrderQty', label: 'Or total', unit: 'quote', isOptional: true },
  ]),
  single('LIMIT_MAKER', 'Post only', 'A limit order that is refused if it would trade at once.', [price, amount]),
  single(
    'STOP_LOSS_LIMIT',
    'Stop limit',
    'Places a limit order when the price reaches the trigger.',
    [optional(trigger), price, amount, trailing],
    true,
  ),
  single('STOP_LOSS', 'Stop market', 'Trades at the market when the price reaches the trigger.', [
    optional(trigger),
    amount,
    trailing,
  ]),
  single(
    'TAKE_PROFIT_LIMIT',
    'Take profit limit',
    'Places a limit order when the price reaches your target.',
    [optional(trigger), price, amount, trailing],
    true,
  ),
  single('TAKE_PROFIT', 'Take profit market', 'Trades at the market when the price reaches your target.', [
    optional(trigger),
    amount,
    trailing,
  ]),
  {
    id: 'OCO',
    label: 'OCO',
    summary: 'Two orders: one takes the profit, the other limits the loss. Each cancels the other.',
    operation: 'createOcoOrder',
    group: 'list',
    fields: (side) => [amount, ...pairFields(side, '')],
    fixed: (side, values) => ({ side, ...pairFixed(side, '', values) }),
  },
  {
    id: 'OTO',
    label: 'OTO',
    summary: 'When the first order is filled, the second is placed on the other side.',
    operation: 'createOtoOrder',
    group: 'list',
    fields: () => [...workingFields, pendingPrice, pendingAmount],
    fixed: (side) => ({ ...working(side), ...pendingLimit, pendingSide: opposite(side) }),
  },
  {
    id: 'OTOCO',
    label: 'OTOCO',
    summary: 'When the first order is filled, a take-profit and a stop order are placed on the other side.',
    operation: 'createOtocoOrder',
    group: 'list',
    fields: (side) => [...workingFields, pendingAmount, ...pairFields(opposite(side), 'pending')],
    fixed: (side, values) => ({
      ...working(side),
      pendingSide: opposite(side),
      ...pairFixed(opposite(side), 'pending', values),
    }),
  },
  {
    id: 'OPO',
    label: 'OPO',
    summary: 'Buys, then offers exactly what it received.',
    operation: 'createOpoOrder',
    group: 'list',
    side: 'BUY',
    fields: () => [...workingFields, pendingPrice],
    fixed: () => ({ ...working('BUY'), ...pendingLimit, pendingSide: 'SELL' }),
  },
  {
    id: 'OPOCO',
    label: 'OPOCO',
    summary: 'Buys, then protects exactly what it received with a take-profit and a stop order.',
    operation: 'createOpocoOrder',
    group: 'list',
    side: 'BUY',
    fields: () => [...workingFields, ...pairFields('SELL', 'pending')],
    fixed: (_, values) => ({ ...working('BUY'), pendingSide: 'SELL', ...pairFixed('SELL', 'pending', values) }),
  },
];

export function orderKind(id: string): OrderKind {
  return ORDER_KINDS.find((kind) => kind.id === id) ?? (ORDER_KINDS[0] as OrderKind);
}

/** Returns the operation's parameters for the values of the form. An empty input yields no parameter. */
export function orderParams(
  kind: OrderKind,
  symbol: string,
  side: Side,
  values: Values,
  timeInForce: string,
): Record<string, string> {
  const entries = kind.fields(side).flatMap(({ slot, param }) => {
    const value = plainNumber(values[slot] ?? '');
    return value === '' ? [] : [[param, value] as const];
  });
  return {
    symbol,
    ...kind.fixed(side, values, isIceberg(kind, side, values) ? 'GTC' : timeInForce),
    ...Object.fromEntries(entries),
  };
}

/** Whether the form's order shows only a part of its amount in the book. Such an order must be good till cancelled. */
export function isIceberg(kind: OrderKind, side: Side, values: Values): boolean {
  return kind.fields(side).some(({ slot }) => slot === iceberg.slot && (values[slot] ?? '').trim() !== '');
}

/**
 * Removes the spaces and commas that people type between thousands. Keeps the commas of a text such as `0,002`, which
 * is then refused: there, the comma may be a decimal comma.
 */
export function plainNumber(text: string): string {
  const bare = text.replace(/\s/g, '');
  return /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
}
