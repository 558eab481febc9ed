import { Dice } from '../../../../tests/support/dice.js';
import type { Request } from './reference/reference-order.js';

export const STEP = 1000n;
export const TICK = 1000n;
const MODES = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const;
const TYPES = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;

/** Generates random orders at prices around 100 ticks, in the form of the reference engine. */
export class RequestMaker extends Dice {
  request(): Request {
    const side = this.pick(['BUY', 'SELL'] as const);
    const common = { side, selfTradePreventionMode: this.mode() };
    const quantity = this.quantity();
    const price = this.price();
    const draw = this.next();
    if (draw < 0.55) {
      const timeInForce = this.chance(0.8) ? 'GTC' : this.pick(['IOC', 'FOK'] as const);
      const isIceberg = timeInForce === 'GTC' && this.chance(0.25);
      const icebergQty = BigInt(3 + this.below(600)) * STEP;
      return { ...common, type: 'LIMIT', timeInForce, quantity, price, ...(isIceberg ? { icebergQty } : {}) };
    }
    if (draw < 0.6) return { ...common, type: 'LIMIT_MAKER', quantity, price };
    if (draw < 0.63) return { ...common, quantity, ...this.pegged(this.pick(['LIMIT', 'LIMIT_MAKER'] as const)) };
    if (draw < 0.72) return { ...common, type: 'MARKET', quantity };
    if (draw < 0.8) return { ...common, type: 'MARKET', quoteOrderQty: BigInt(1 + this.below(6000)) };
    return { ...common, quantity, ...this.waiting(this.pick(TYPES)) };
  }

  /** Returns the fields of an order that waits for a trigger, except its side and quantity. */
  waiting(type: (typeof TYPES)[number]): Pick<Request, 'type' | 'timeInForce' | 'price' | 'stopPrice'> {
    const trails = this.chance(0.3);
    const trailingDelta = 50 + this.below(800);
    const trigger = {
      ...(trails && this.chance(0.5) ? {} : { stopPrice: BigInt(90 + this.below(21)) * TICK }),
      ...(trails ? { trailingDelta } : {}),
    };
    if (type === 'STOP_LOSS' || type === 'TAKE_PROFIT') return { type, ...trigger };
    const timeInForce = this.pick(['GTC', 'GTC', 'IOC', 'FOK'] as const);
    if (this.chance(0.1)) return { ...this.pegged(type), timeInForce, ...trigger };
    return { type, timeInForce, price: this.price(), ...trigger };
  }

  /** Returns a pegged order. */
  pegged(type: Request['type']): Pick<Request, 'type' | 'timeInForce' | 'peg'> {
    const side = type === 'LIMIT_MAKER' || this.chance(0.5) ? 'OWN' : 'OTHER';
    const peg = { side, depth: this.below(3) } as const;
    if (type === 'LIMIT_MAKER') return { type, peg };
    return { type, peg, timeInForce: side === 'OWN' ? 'GTC' : this.pick(['GTC', 'IOC', 'FOK'] as const) };
  }

  /** Returns a price from 90 to 110 ticks, sometimes with a fraction of a tick. */
  price(): bigint {
    return BigInt(90 + this.below(21)) * TICK + (this.chance(0.02) ? 3n : 0n);
  }

  /** Returns a quantity. Sometimes it is not a multiple of the step, or more than any account has. */
  quantity(): bigint {
    return BigInt(1 + this.below(this.chance(0.1) ? 70_000 : 3000)) * STEP + (this.chance(0.02) ? 7n : 0n);
  }

  mode(): Request['selfTradePreventionMode'] {
    return this.pick(MODES);
  }
}
