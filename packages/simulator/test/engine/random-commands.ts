import { Dice } from '../../../../tests/support/dice.js';
import {
  Engine,
  type EngineEvent,
  type Leg,
  type NewOrder,
  type NewOrderList,
  type OrderType,
  type Side,
} from '../../src/engine/index.js';
import { isRefusal } from '../../src/refusals/refusal.js';
import { codeAndText, plain } from './engine-setup.js';

const SYMBOLS = ['BTCUSDT', 'BTCUSDC', 'BNBUSDT'] as const;
const CENT = 1_000_000n;

/**
 * Runs random commands of every kind on three symbols, including order lists, pegged orders, SOR and changes of a
 * symbol's status. Commissions are paid in BNB. Tests check the invariants after each command.
 */
export class RandomFlow {
  readonly engine: Engine;
  readonly events: EngineEvent[] = [];
  readonly accounts: readonly number[];
  /** How often each command has succeeded, and how often each refusal has occurred. */
  readonly seen: Record<string, number> = {};
  now = 1_767_225_600_000_000;
  private readonly dice: Dice;

  constructor(seed: number, engine?: Engine) {
    this.dice = new Dice(seed);
    const rates = { maker: '0.0010', taker: '0.0020', buyer: '0.0001', seller: '0.0002' };
    const nothing = { maker: '0', taker: '0', buyer: '0', seller: '0' };
    const commission = {
      standard: rates,
      special: { ...nothing, taker: '0.0003' },
      tax: { ...nothing, buyer: '0.0001' },
      discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.25' },
    };
    const more = {
      commission,
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '0', tickSize: '0.01' },
        { filterType: 'LOT_SIZE', minQty: '0.01', maxQty: '100', stepSize: '0.01' },
        { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 30 },
        { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 10 },
        { filterType: 'MAX_POSITION', maxPosition: '2000' },
        { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 3 },
      ] as const,
      executionRules: [{ ruleType: 'PRICE_RANGE', bidLimitMultUp: '1.1', askLimitMultDown: '0.9' }] as const,
      referencePriceCalculation: {
        calculationType: 'ARITHMETIC_MEAN',
        bucketCount: 4,
        bucketWidthMs: 50,
      } as const,
    };
    this.engine =
      engine ??
      new Engine({
        symbols: [
          plain('BTCUSDT', 'BTC', 'USDT', more),
          plain('BTCUSDC', 'BTC', 'USDC', more),
          plain('BNBUSDT', 'BNB', 'USDT', { ...more, commission: { ...commission, special: nothing } }),
        ],
        sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }],
        now: () => this.now,
        random: { bytes: (length) => new Uint8Array(length).fill(seed & 255) },
        orderLimits: [{ interval: 'SECOND', intervalNum: 10, limit: 400 }],
      });
    this.engine.on((event) => this.events.push(event));
    const groups = [-1, 3, 3, -1];
    this.accounts = engine
      ? engine.accounts().flatMap(({ id }) => (id > 0 ? [id] : []))
      : groups.map((tradeGroupId) => this.engine.createAccount({ tradeGroupId }).id);
    if (engine) return;
    for (const id of this.accounts) {
      for (const asset of ['BTC', 'USDT', 'USDC']) this.engine.deposit(id, asset, 1_000_00000000n);
      this.engine.deposit(id, 'BNB', 50_00000000n);
    }
  }

  /** Runs one random command. */
  step(): void {
    this.now += this.dice.below(20_000);
    const draw = this.dice.next();
    const account = this.dice.pick(this.accounts);
    const symbol = this.dice.pick(SYMBOLS);
    const { engine } = this;
    const open = engine.openOrders(account, symbol);
    const target = open.length > 0 ? this.dice.pick(open).orderId : 99_999;
    const reference = { symbol, orderId: target };
    if (draw < 0.4) this.attempt('order', () => engine.placeOrder(account, this.order(symbol)));
    else if (draw < 0.46) {
      const order = { ...this.simple(this.dice.pick(['BTCUSDT', 'BTCUSDC'])), ...this.extras() };
      this.attempt('sor', () => engine.placeSorOrder(account, order));
    } else if (draw < 0.66) this.attempt('list', () => engine.placeOrderList(account, this.list(symbol)));
    else if (draw < 0.8) this.attempt('cancel', () => engine.cancelOrder(account, reference));
    else if (draw < 0.81) this.attempt('cancelAll', () => engine.cancelOpenOrders(account, symbol));
    else if (draw < 0.88) {
      const newQty = BigInt(1 + this.dice.below(300)) * CENT;
      this.attempt('amend', () => engine.amendOrder(account, { ...reference, newQty }));
    } else if (draw < 0.94) {
      const mode = this.dice.pick(['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const);
      const order = this.order(symbol);
      this.attempt('cancelReplace', () =>
        engine.cancelReplace(account, { cancelReplaceMode: mode, cancelOrderId: target, order }),
      );
    } else if (draw < 0.96) {
      const lists = engine.openOrderLists(account).filter((list) => list.symbol === symbol);
      const orderListId = lists.length > 0 ? this.dice.pick(lists).orderListId : 77_777;
      this.attempt('cancelList', () => engine.cancelOrderList(account, { symbol, orderListId }));
    } else if (draw < 0.97) {
      const delta = BigInt(this.dice.below(21) - 10) * 100n * CENT;
      this.attempt('lock', () => engine.lockExternally(account, 'USDT', delta));
    } else if (draw < 0.975) {
      engine.setSymbolStatus(symbol, this.dice.pick(['HALT', 'CANCEL_ONLY', 'BREAK'] as const));
    } else if (draw < 0.98) this.attempt('expireAll', () => engine.expireOpenOrders(symbol));
    else for (const each of SYMBOLS) engine.setSymbolStatus(each, 'TRADING');
  }

  private attempt(name: string, action: () => unknown): void {
    try {
      action();
      this.seen[name] = (this.seen[name] ?? 0) + 1;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const key = codeAndText(error).join(' ');
      this.seen[key] = (this.seen[key] ?? 0) + 1;
    }
  }

  private simple(symbol: string): NewOrder {
    const side = this.dice.pick(['BUY', 'SELL'] as const);
    if (this.dice.chance(0.4)) return { symbol, side, type: 'MARKET', quantity: this.quantity() };
    const timeInForce = this.dice.pick(['GTC', 'GTC', 'IOC', 'FOK'] as const);
    return { symbol, side, type: 'LIMIT', timeInForce, quantity: this.quantity(), price: this.price(side, 3) };
  }

  private order(symbol: string): NewOrder {
    const draw = this.dice.next();
    if (draw < 0.4) return { ...this.simple(symbol), ...this.extras() };
    const side = this.dice.pick(['BUY', 'SELL'] as const);
    if (draw < 0.5)
      return { symbol, side, type: 'MARKET', quoteOrderQty: BigInt(1 + this.dice.below(400)) * 100n * CENT };
    if (draw < 0.6) {
      return { symbol, side, type: 'LIMIT_MAKER', quantity: this.quantity(), price: this.price(side, -2) };
    }
    if (draw < 0.7) {
      const quantity = this.quantity();
      return {
        symbol,
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity,
        price: this.price(side, 1),
        icebergQty: quantity / 4n - ((quantity / 4n) % CENT) || quantity,
      };
    }
    if (draw < 0.8) {
      const pegPriceType = this.dice.pick(['PRIMARY_PEG', 'MARKET_PEG'] as const);
      const timeInForce = 'GTC' as const;
      const depth = this.dice.chance(0.5)
        ? { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 + this.dice.below(2) }
        : {};
      return {
        symbol,
        side,
        type: 'LIMIT',
        timeInForce,
        quantity: this.quantity(),
        pegPriceType,
        ...depth,
      } as NewOrder;
    }
    const type = this.dice.pick(['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const);
    return { symbol, side, quantity: this.quantity(), ...this.contingent(type, side), ...this.extras() };
  }

  private contingent(type: OrderType, side: Side): Leg {
    const isAbove = type.startsWith('STOP') === (side === 'BUY');
    const distance = BigInt(1 + this.dice.below(300)) * CENT;
    const middle = this.engine.lastPrice('BTCUSDT') ?? 10_000n * CENT;
    const stopPrice = isAbove ? middle + distance : middle - distance;
    const trailing = this.dice.chance(0.3) ? { trailingDelta: 20 + this.dice.below(300) } : {};
    const common = {
      type,
      ...trailing,
      ...(this.dice.chance(0.2) && 'trailingDelta' in trailing ? {} : { stopPrice }),
    };
    if (type === 'STOP_LOSS' || type === 'TAKE_PROFIT') return common;
    const timeInForce = this.dice.pick(['GTC', 'IOC'] as const);
    if (this.dice.chance(0.1)) return { ...common, timeInForce, pegPriceType: 'MARKET_PEG' };
    return { ...common, timeInForce, price: this.price(side, 3) };
  }

  private list(symbol: string): NewOrderList {
    const kind = this.dice.pick(['OCO', 'OTO', 'OTOCO', 'OPO', 'OPOCO'] as const);
    const side = this.dice.pick(['BUY', 'SELL'] as const);
    const quantity = this.quantity();
    if (kind === 'OCO') return { kind, symbol, side, quantity, ...this.pair(side) };
    const workingSide = kind === 'OPO' || kind === 'OPOCO' ? 'BUY' : side;
    const type = this.dice.pick(['LIMIT', 'LIMIT', 'LIMIT_MAKER'] as const);
    const timeInForce = type === 'LIMIT' ? { timeInForce: this.dice.pick(['GTC', 'GTC', 'GTC', 'IOC'] as const) } : {};
    const price = this.price(workingSide, type === 'LIMIT' ? 4 : -2);
    const working = { type, side: workingSide, quantity, price, ...timeInForce } as const;
    const pendingSide = workingSide === 'BUY' ? 'SELL' : 'BUY';
    if (kind === 'OTO' || kind === 'OPO') {
      const leg = this.dice.pick<Leg>([
        { type: 'MARKET' },
        { type: 'LIMIT', timeInForce: 'GTC', price: this.price(pendingSide, 0) },
        this.contingent('STOP_LOSS_LIMIT', pendingSide),
        this.contingent('TAKE_PROFIT', pendingSide),
      ]);
      if (kind === 'OPO') return { kind, symbol, working, pending: { ...leg, side: pendingSide } };
      return { kind, symbol, working, pending: { ...leg, side: pendingSide, quantity: this.quantity() } };
    }
    const { above: pendingAbove, below: pendingBelow } = this.pair(pendingSide);
    const pending = { pendingSide, pendingAbove, pendingBelow } as const;
    if (kind === 'OPOCO') return { kind, symbol, working, ...pending };
    return { kind, symbol, working, ...pending, pendingQuantity: this.quantity() };
  }

  private pair(side: Side): { above: Leg; below: Leg } {
    const loss = this.contingent(this.dice.pick(['STOP_LOSS', 'STOP_LOSS_LIMIT'] as const), side);
    const middle = this.engine.lastPrice('BTCUSDT') ?? 10_000n * CENT;
    const away = BigInt(1 + this.dice.below(200)) * CENT;
    const profit: Leg = this.dice.chance(0.7)
      ? { type: 'LIMIT_MAKER', price: side === 'BUY' ? middle - away : middle + away }
      : this.contingent(this.dice.pick(['TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const), side);
    return side === 'BUY' ? { above: loss, below: profit } : { above: profit, below: loss };
  }

  private extras(): Partial<NewOrder> {
    const modes = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const;
    return this.dice.chance(0.5)
      ? {}
      : { selfTradePreventionMode: this.dice.pick(modes), strategyId: this.dice.below(9) };
  }

  /** Returns a price around 100. The larger `bold` is, the more often the price crosses the spread. */
  private price(side: Side, bold: number): bigint {
    const middle = this.engine.lastPrice('BTCUSDT') ?? 10_000n * CENT;
    const away = BigInt(this.dice.below(100) - bold * 10);
    return middle + (side === 'BUY' ? -away : away) * CENT;
  }

  private quantity(): bigint {
    return BigInt(1 + this.dice.below(500)) * CENT;
  }
}
