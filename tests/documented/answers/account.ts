import { decimal, flag, integer, type Sample, text } from '../kinds.js';

const commissionRates = { maker: decimal, taker: decimal, buyer: decimal, seller: decimal };

const orderList = {
  orderListId: integer,
  contingencyType: 'OCO',
  listStatusType: 'EXEC_STARTED',
  listOrderStatus: 'EXECUTING',
  listClientOrderId: text,
  transactionTime: integer,
  symbol: text,
  orders: [{ symbol: text, orderId: integer, clientOrderId: text }],
};

const order = {
  symbol: text,
  orderId: integer,
  orderListId: integer,
  clientOrderId: text,
  price: decimal,
  origQty: decimal,
  executedQty: decimal,
  cummulativeQuoteQty: decimal,
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  stopPrice: decimal,
  icebergQty: decimal,
  time: integer,
  updateTime: integer,
  isWorking: flag,
  workingTime: integer,
  origQuoteOrderQty: decimal,
  selfTradePreventionMode: 'NONE',
};

export const accountAnswers: Readonly<Record<string, readonly Sample[]>> = {
  'account.status': [
    {
      makerCommission: integer,
      takerCommission: integer,
      buyerCommission: integer,
      sellerCommission: integer,
      canTrade: flag,
      canWithdraw: flag,
      canDeposit: flag,
      commissionRates,
      brokered: flag,
      requireSelfTradePrevention: flag,
      preventSor: flag,
      updateTime: integer,
      accountType: 'SPOT',
      balances: [{ asset: text, free: decimal, locked: decimal }],
      permissions: ['SPOT'],
      uid: integer,
    },
  ],
  'order.status': [
    order,
    {
      ...order,
      trailingDelta: integer,
      trailingTime: integer,
      strategyId: integer,
      strategyType: integer,
      preventedMatchId: integer,
      preventedQuantity: decimal,
    },
  ],
  'openOrders.status': [[order]],
  allOrders: [[order], [{ ...order, preventedMatchId: integer, preventedQuantity: decimal }]],
  'orderList.status': [orderList],
  'openOrderLists.status': [[orderList]],
  allOrderLists: [[orderList]],
  myTrades: [
    [
      {
        symbol: text,
        id: integer,
        orderId: integer,
        orderListId: integer,
        price: decimal,
        qty: decimal,
        quoteQty: decimal,
        commission: decimal,
        commissionAsset: text,
        time: integer,
        isBuyer: flag,
        isMaker: flag,
        isBestMatch: flag,
      },
    ],
  ],
  'account.rateLimits.orders': [
    [
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: integer, limit: integer, count: integer },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: integer, limit: integer, count: integer },
    ],
  ],
  myPreventedMatches: [
    [
      {
        symbol: text,
        preventedMatchId: integer,
        takerOrderId: integer,
        makerSymbol: text,
        makerOrderId: integer,
        tradeGroupId: integer,
        selfTradePreventionMode: 'NONE',
        price: decimal,
        makerPreventedQuantity: decimal,
        transactTime: integer,
      },
    ],
  ],
  myAllocations: [
    [
      {
        symbol: text,
        allocationId: integer,
        allocationType: 'SOR',
        orderId: integer,
        orderListId: integer,
        price: decimal,
        qty: decimal,
        quoteQty: decimal,
        commission: decimal,
        commissionAsset: text,
        time: integer,
        isBuyer: flag,
        isMaker: flag,
        isAllocator: flag,
      },
    ],
  ],
  'account.commission': [
    {
      symbol: text,
      standardCommission: commissionRates,
      specialCommission: commissionRates,
      taxCommission: commissionRates,
      discount: { enabledForAccount: flag, enabledForSymbol: flag, discountAsset: text, discount: decimal },
    },
  ],
  'order.amendments': [
    [
      {
        symbol: text,
        orderId: integer,
        executionId: integer,
        origClientOrderId: text,
        newClientOrderId: text,
        origQty: decimal,
        newQty: decimal,
        time: integer,
      },
    ],
  ],
  myFilters: [
    {
      exchangeFilters: [{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: integer }],
      symbolFilters: [{ filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: integer }],
      assetFilters: [{ filterType: 'MAX_ASSET', asset: text, limit: decimal }],
    },
  ],
};
