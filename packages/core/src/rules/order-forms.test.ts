import { describe, expect, it } from 'vitest';
import * as operations from '../operations/index.js';
import type { AnyOperation } from '../operations/operation.js';
import { orderFormNames } from './order-forms.js';

describe('orderFormNames', () => {
  it('are those that the records of the operations declare', () => {
    const declared = Object.entries<AnyOperation>(operations).flatMap(([name, { orderForm }]) =>
      orderForm === undefined ? [] : [[name, orderForm]],
    );
    expect(orderFormNames).toEqual(Object.fromEntries(declared));
  });
});
