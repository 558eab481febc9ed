import type {
  ContingencyType,
  ExecutionType,
  ExpiryReason,
  KlineInterval,
  ListOrderStatus,
  ListStatusType,
  MatchType,
  Open,
  OrderRejectReason,
  OrderSide,
  OrderStatus,
  OrderType,
  PegOffsetType,
  PegPriceType,
  SelfTradePreventionMode,
  TimeInForce,
  WorkingFloor,
} from '@pkg/core';
import type { Order, OrderList } from '@pkg/core/operations';
import { describe, expectTypeOf, it } from 'vitest';
import type { AccountState, UserData } from '../index.js';
import type { Kline } from './market.js';
import type { ExecutionReport, ListStatus, UserDataEvent } from './user.js';

declare const user: UserData;

describe('events of an account', () => {
  it('allow every value of an enum, and name the known ones', () => {
    expectTypeOf<Pick<ExecutionReport, 'S' | 'o' | 'f' | 'x' | 'X' | 'r'>>().toEqualTypeOf<{
      S: Open<OrderSide>;
      o: Open<OrderType>;
      f: Open<TimeInForce>;
      x: Open<ExecutionType>;
      X: Open<OrderStatus>;
      r: Open<OrderRejectReason>;
    }>();
    expectTypeOf<Pick<ExecutionReport, 'V' | 'b' | 'k' | 'gP' | 'gOT' | 'eR'>>().toEqualTypeOf<{
      V?: Open<SelfTradePreventionMode>;
      b?: Open<MatchType>;
      k?: Open<WorkingFloor>;
      gP?: Open<PegPriceType>;
      gOT?: Open<PegOffsetType>;
      eR?: Open<ExpiryReason>;
    }>();
    expectTypeOf<Pick<ListStatus, 'c' | 'l' | 'L' | 'r'>>().toEqualTypeOf<{
      c: Open<ContingencyType>;
      l: Open<ListStatusType>;
      L: Open<ListOrderStatus>;
      r: Open<OrderRejectReason>;
    }>();
    expectTypeOf<Kline['i']>().toEqualTypeOf<Open<KlineInterval>>();
  });

  it('have the types that queries of orders and lists have', () => {
    expectTypeOf<Order['status']>().toEqualTypeOf<ExecutionReport['X']>();
    expectTypeOf<Order['workingFloor']>().toEqualTypeOf<ExecutionReport['k']>();
    expectTypeOf<Order['expiryReason']>().toEqualTypeOf<ExecutionReport['eR']>();
    expectTypeOf<OrderList['contingencyType']>().toEqualTypeOf<ListStatus['c']>();
    expectTypeOf<OrderList['listStatusType']>().toEqualTypeOf<ListStatus['l']>();
    expectTypeOf<OrderList['listOrderStatus']>().toEqualTypeOf<ListStatus['L']>();
    // These fields of an order are parameters of requests as well, so their types allow only known values. The types of
    // the event must allow each of these values.
    expectTypeOf<Order['side']>().toExtend<ExecutionReport['S']>();
    expectTypeOf<Order['type']>().toExtend<ExecutionReport['o']>();
    expectTypeOf<Order['timeInForce']>().toExtend<ExecutionReport['f']>();
  });

  it('are narrowed by `e`, and by a known value of an open enum', async () => {
    for await (const event of user.stream()) {
      expectTypeOf(event).toEqualTypeOf<UserDataEvent>();
      if (event.e === 'executionReport') {
        expectTypeOf(event.i).toEqualTypeOf<number>();
        expectTypeOf(event.recovered).toEqualTypeOf<true | undefined>();
        if (event.X === 'FILLED' || event.X === 'A_STATUS_OF_TOMORROW') expectTypeOf(event.z).toEqualTypeOf<string>();
      } else if (event.e === 'listStatus') expectTypeOf(event.O[0]?.i).toEqualTypeOf<number | undefined>();
      else if (event.e === 'outboundAccountPosition') expectTypeOf(event.B[0]?.f).toEqualTypeOf<string | undefined>();
      // @ts-expect-error only a report has a status
      else event.X;
    }
    void user.subscribe((event) => expectTypeOf(event).toEqualTypeOf<UserDataEvent>());
  });

  it('give open orders the types of their enums', () => {
    type OpenOrder = AccountState['openOrders'] extends ReadonlyMap<string, infer O> ? O : never;
    expectTypeOf<Pick<OpenOrder, 'side' | 'type' | 'timeInForce' | 'status'>>().toEqualTypeOf<{
      readonly side: Open<OrderSide>;
      readonly type: Open<OrderType>;
      readonly timeInForce: Open<TimeInForce>;
      readonly status: Open<OrderStatus>;
    }>();
  });
});
