import { decimal, flag, integer, type Sample, text } from '../kinds.js';

const order = {
  symbol: text,
  orderId: integer,
  orderListId: integer,
  clientOrderId: text,
  transactTime: integer,
  price: decimal,
  origQty: decimal,
  executedQty: decimal,
  origQuoteOrderQty: decimal,
  cummulativeQuoteQty: decimal,
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  workingTime: integer,
  selfTradePreventionMode: 'NONE',
};

const fill = { price: decimal, qty: decimal, commission: decimal, commissionAsset: text, tradeId: integer };

const cancelledOrder = {
  symbol: text,
  origClientOrderId: text,
  orderId: integer,
  orderListId: integer,
  clientOrderId: text,
  transactTime: integer,
  price: decimal,
  origQty: decimal,
  executedQty: decimal,
  origQuoteOrderQty: decimal,
  cummulativeQuoteQty: decimal,
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  selfTradePreventionMode: 'NONE',
};

const amendedOrder = {
  symbol: text,
  orderId: integer,
  orderListId: integer,
  origClientOrderId: text,
  clientOrderId: text,
  price: decimal,
  qty: decimal,
  executedQty: decimal,
  preventedQty: decimal,
  quoteOrderQty: decimal,
  cumulativeQuoteQty: decimal,
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  selfTradePreventionMode: 'NONE',
};

const listStatus = {
  orderListId: integer,
  contingencyType: 'OCO',
  listOrderStatus: 'EXECUTING',
  listClientOrderId: text,
  symbol: text,
  orders: [{ symbol: text, orderId: integer, clientOrderId: text }],
};

const discount = { enabledForAccount: flag, enabledForSymbol: flag, discountAsset: text, discount: decimal };

export const tradeAnswers: Readonly<Record<string, readonly Sample[]>> = {
  'order.place': [
    { symbol: text, orderId: integer, orderListId: integer, clientOrderId: text, transactTime: integer },
    order,
    { ...order, fills: [fill] },
  ],
  'order.test': [
    {},
    {
      standardCommissionForOrder: { maker: decimal, taker: decimal },
      specialCommissionForOrder: { maker: decimal, taker: decimal },
      taxCommissionForOrder: { maker: decimal, taker: decimal },
      discount,
    },
  ],
  'order.cancel': [
    cancelledOrder,
    {
      ...cancelledOrder,
      stopPrice: decimal,
      trailingDelta: integer,
      icebergQty: decimal,
      strategyId: integer,
      strategyType: integer,
    },
    {
      orderListId: integer,
      contingencyType: 'OCO',
      listStatusType: 'EXEC_STARTED',
      listOrderStatus: 'EXECUTING',
      listClientOrderId: text,
      transactionTime: integer,
      symbol: text,
      orders: [{ symbol: text, orderId: integer, clientOrderId: text }],
      orderReports: [{ ...cancelledOrder, stopPrice: decimal }, cancelledOrder],
    },
  ],
  'openOrders.cancelAll': [
    [
      cancelledOrder,
      {
        orderListId: integer,
        contingencyType: 'OCO',
        listStatusType: 'EXEC_STARTED',
        listOrderStatus: 'EXECUTING',
        listClientOrderId: text,
        transactionTime: integer,
        symbol: text,
        orders: [{ symbol: text, orderId: integer, clientOrderId: text }],
        orderReports: [
          { ...cancelledOrder, stopPrice: decimal, icebergQty: decimal },
          { ...cancelledOrder, icebergQty: decimal },
        ],
      },
    ],
    [
      {
        ...cancelledOrder,
        stopPrice: decimal,
        trailingDelta: integer,
        trailingTime: integer,
        icebergQty: decimal,
        strategyId: integer,
        strategyType: integer,
      },
      {
        orderListId: integer,
        contingencyType: 'OCO',
        listStatusType: 'EXEC_STARTED',
        listOrderStatus: 'EXECUTING',
        listClientOrderId: text,
        transactionTime: integer,
        symbol: text,
        orders: [{ symbol: text, orderId: integer, clientOrderId: text }],
        orderReports: [{ ...cancelledOrder, stopPrice: decimal }, cancelledOrder],
      },
    ],
  ],
  'order.cancelReplace': [
    {
      cancelResult: 'SUCCESS',
      newOrderResult: 'SUCCESS',
      cancelResponse: cancelledOrder,
      newOrderResponse: { ...order, fills: [] },
    },
    { cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS', cancelResponse: cancelledOrder, newOrderResponse: order },
  ],
  'order.amend.keepPriority': [
    { transactTime: integer, executionId: integer, amendedOrder: { ...amendedOrder, workingTime: integer } },
    { transactTime: integer, executionId: integer, amendedOrder, listStatus },
    {
      transactTime: integer,
      executionId: integer,
      amendedOrder: { ...amendedOrder, workingTime: integer },
      listStatus,
    },
  ],
  'sor.order.place': [
    {
      ...order,
      fills: [
        {
          matchType: 'ONE_PARTY_TRADE_REPORT',
          price: decimal,
          qty: decimal,
          commission: decimal,
          commissionAsset: text,
          tradeId: integer,
          allocId: integer,
        },
      ],
      workingFloor: 'SOR',
      usedSor: flag,
    },
  ],
  'sor.order.test': [
    {},
    {
      standardCommissionForOrder: { maker: decimal, taker: decimal },
      taxCommissionForOrder: { maker: decimal, taker: decimal },
      discount,
    },
  ],
};

/** The `data` of a cancelReplace error if the cancellation, the new order or both have failed. */
export const failedCancelReplaces: readonly Sample[] = [
  {
    cancelResult: 'FAILURE',
    newOrderResult: 'NOT_ATTEMPTED',
    cancelResponse: { code: integer, msg: text },
    newOrderResponse: null,
  },
  {
    cancelResult: 'SUCCESS',
    newOrderResult: 'FAILURE',
    cancelResponse: cancelledOrder,
    newOrderResponse: { code: integer, msg: text },
  },
  {
    cancelResult: 'FAILURE',
    newOrderResult: 'SUCCESS',
    cancelResponse: { code: integer, msg: text },
    newOrderResponse: {
      symbol: text,
      orderId: integer,
      orderListId: integer,
      clientOrderId: text,
      transactTime: integer,
    },
  },
  {
    cancelResult: 'FAILURE',
    newOrderResult: 'FAILURE',
    cancelResponse: { code: integer, msg: text },
    newOrderResponse: { code: integer, msg: text },
  },
  {
    cancelResult: 'FAILURE',
    newOrderResult: 'SUCCESS',
    cancelResponse: { code: integer, msg: text },
    newOrderResponse: { ...order, fills: [] },
  },
];
