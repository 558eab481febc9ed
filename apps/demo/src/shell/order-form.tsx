import '../style/form.css';
import { BinanceOrderError, type OrderContext, type SymbolRules, type validateOrder } from '@pkg/core';
import type { AssetBalance } from '@pkg/streams';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { grouped, isPlainDecimal, quantityText, toDecimals, trimDecimal } from '../format.js';
import { checkOrder, type FieldProblem, nearest, type OrderCheck } from '../order/check-order.js';
import { moveBySteps } from '../order/move-by-steps.js';
import { type Field, ORDER_KINDS, orderKind, orderParams, plainNumber, type Side } from '../order/order-kinds.js';
import { canAfford, type Preview, previewOrder, quantityForShare } from '../order/preview.js';
import type { Market, Session } from '../session/index.js';
import { messageOf } from '../session/index.js';
import type { AppState } from './app-state.js';

type Rules = { readonly symbol: string; readonly rules: SymbolRules; readonly validate: typeof validateOrder };

const TIMES_IN_FORCE = [
  ['GTC', 'Good till cancelled'],
  ['IOC', 'Immediate or cancel'],
  ['FOK', 'Fill or kill'],
] as const;
const COMMON_KINDS: readonly string[] = ['LIMIT', 'MARKET', 'STOP_LOSS_LIMIT'];
/** The fee rate until the account's own is known, as a fraction. */
const USUAL_FEE = '0.001';
/** The input has room for this many digits of its value and its ghost text together. */
const LONGEST_WITH_GHOST = 14;
/** For how long a second click confirms an order on old prices, in ms. */
const CONFIRM_TIME = 5_000;

/** The form for every type of order and order list. Problems appear at their inputs as one types. */
export function OrderForm({
  app,
  session,
  market,
}: {
  readonly app: AppState;
  readonly session: Session;
  readonly market: Market;
}) {
  const { form } = app;
  const kind = orderKind(form.kindId.value);
  const side = kind.side ?? form.chosenSide.value;
  const values = form.values.value;
  const rules = useRules(session, market);
  const feeRate = useFeeRate(session, market);
  const isSending = useSignal(false);
  const refusal = useSignal<OrderCheck | undefined>(undefined);
  const confirmUntil = useSignal(0);
  const fields = kind.fields(side);
  const blocked = session.blocked.value;
  const pulse = session.pulse.value;
  const isCertain = pulse.state === 'live' || pulse.state === 'paused';
  const account = session.account.value?.state.value;
  const free = (asset: string): string => account?.balances.get(asset)?.free ?? '0';

  useSuggestions(app, market);

  const check = useComputed<OrderCheck | undefined>(() => {
    const known = rules.value;
    if (!known || known.symbol !== market.symbol) return undefined;
    return checkOrder({
      kind: orderKind(form.kindId.value),
      symbol: market.symbol,
      side: orderKind(form.kindId.value).side ?? form.chosenSide.value,
      values: form.values.value,
      timeInForce: form.timeInForce.value,
      rules: known.rules,
      validate: known.validate,
      context: contextOf(session, market),
    });
  }).value;
  const shown = refusal.value ?? check;
  const preview = previewOrder({
    kind,
    side,
    values,
    book: market.book,
    feeRate: feeRate.value,
    baseDecimals: market.quantityDecimals + 2,
    quoteDecimals: Math.min(8, market.priceDecimals + 2),
  });
  const spent = side === 'BUY' ? market.quote : market.base;
  const isShort = preview !== undefined && account !== undefined && !canAfford(preview, free(spent));
  const isComplete = check?.isComplete ?? true;
  const hasProblem = (check?.problems.size ?? 0) > 0;
  const isConfirming = !isCertain && confirmUntil.value > Date.now();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const orders = session.orders.peek();
    if (isSending.value || blocked !== undefined || !orders) return;
    if (hasProblem || !isComplete) {
      document.querySelector<HTMLElement>('#order [aria-invalid=true], #order input[data-empty=true]')?.focus();
      return;
    }
    if (!isCertain && !isConfirming) {
      confirmUntil.value = Date.now() + CONFIRM_TIME;
      setTimeout(() => {
        confirmUntil.value = 0;
      }, CONFIRM_TIME);
      return;
    }
    confirmUntil.value = 0;
    isSending.value = true;
    try {
      const params = orderParams(kind, market.symbol, side, values, form.timeInForce.value);
      const outcome = await orders.place({
        operation: kind.operation,
        params,
        text: describe(kind.label, side, values, market),
      });
      if (outcome === 'accepted') app.isFormOpen.value = false;
    } catch (error) {
      if (error instanceof BinanceOrderError) refusal.value = refused(error, fields);
      else session.toasts.show('error', 'Not sent', messageOf(error));
    } finally {
      isSending.value = false;
    }
  };

  const set = (slot: string, value: string): void => {
    refusal.value = undefined;
    form.set(slot, value);
  };
  const priceForShare = plainNumber(values.price ?? '') || market.lastPrice.value || '';

  return (
    <form id="order" class="order-form" noValidate onSubmit={(event) => void submit(event)} data-side={side}>
      <fieldset class="sides">
        <legend class="unseen">Side</legend>
        {(['BUY', 'SELL'] as const).map((each) => (
          <label key={each} class="side" data-side={each}>
            <input
              type="radio"
              name="side"
              value={each}
              checked={side === each}
              disabled={kind.side !== undefined && kind.side !== each}
              onChange={() => (form.chosenSide.value = each)}
            />
            <span>{each === 'BUY' ? 'Buy' : 'Sell'}</span>
          </label>
        ))}
      </fieldset>
      <div class="kinds">
        <div class="segmented" role="group" aria-label="Common order types">
          {COMMON_KINDS.map((id) => (
            <button key={id} type="button" aria-pressed={kind.id === id} onClick={() => (form.kindId.value = id)}>
              {ORDER_KINDS.find((each) => each.id === id)?.label}
            </button>
          ))}
        </div>
        <select
          aria-label="All order types"
          value={COMMON_KINDS.includes(kind.id) ? '' : kind.id}
          data-chosen={!COMMON_KINDS.includes(kind.id)}
          onChange={({ currentTarget }) => {
            form.kindId.value = currentTarget.value;
          }}
        >
          <option value="" hidden>
            More
          </option>
          {(['order', 'list'] as const).map((group) => (
            <optgroup key={group} label={group === 'order' ? 'Orders' : 'Order lists'}>
              {ORDER_KINDS.filter((each) => each.group === group).map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <p class="hint kind-summary">{kind.summary}</p>
      {fields.map((field) => (
        <NumberField
          key={field.slot}
          field={field}
          market={market}
          value={values[field.slot] ?? ''}
          problem={shown?.problems.get(field.slot)}
          onValue={(value) => set(field.slot, value)}
        />
      ))}
      {fields.some(({ slot }) => slot === 'quantity') && (
        <div class="shares" role="group" aria-label="Share of what is free">
          {[25, 50, 75, 100].map((share) => (
            <button
              key={share}
              type="button"
              disabled={account === undefined}
              onClick={() =>
                set(
                  'quantity',
                  quantityForShare(share, {
                    side,
                    freeBase: free(market.base),
                    freeQuote: free(market.quote),
                    price: priceForShare,
                    stepSize: market.stepSize,
                    decimals: market.quantityDecimals,
                  }),
                )
              }
            >
              {share}%
            </button>
          ))}
        </div>
      )}
      {kind.hasTimeInForce && (
        <label class="field select-field">
          <span>Valid</span>
          <select
            value={form.timeInForce.value}
            onChange={({ currentTarget }) => (form.timeInForce.value = currentTarget.value)}
          >
            {TIMES_IN_FORCE.map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="problems" role="alert">
        {shown?.general.map((text) => (
          <p key={text} class="problem">
            {text}
          </p>
        ))}
        {isShort && (
          <p class="problem">
            You have {quantityText(free(spent))} {spent} free, and this order needs {quantityText(preview.spend)}.
          </p>
        )}
      </div>
      <PreviewLines
        preview={preview}
        side={side}
        market={market}
        feeRate={feeRate.value}
        free={account ? free(spent) : undefined}
      />
      <button
        class="submit"
        id="submit"
        type="submit"
        data-side={side}
        disabled={blocked !== undefined}
        aria-busy={isSending.value}
        aria-describedby="submit-reason"
      >
        {isConfirming ? `${pulse.text} — ${verb(side)} anyway?` : `${verb(side)} ${market.base}`}
      </button>
      <p class="hint" id="submit-reason">
        {blocked ?? (isCertain ? ' ' : `Prices may be old: ${pulse.text}.`)}
      </p>
      {account && <Assets market={market} balances={account.balances} />}
    </form>
  );
}

function NumberField(props: {
  readonly field: Field;
  readonly market: Market;
  readonly value: string;
  readonly problem: FieldProblem | undefined;
  readonly onValue: (value: string) => void;
}) {
  const { field, market, value, problem, onValue } = props;
  const id = useId();
  const unit = field.unit === 'quote' ? market.quote : field.unit === 'base' ? market.base : 'bps';
  const step =
    field.unit === 'quote'
      ? field.slot === 'spend'
        ? '1'
        : market.tickSize
      : field.unit === 'base'
        ? market.stepSize
        : '1';
  const ghost = problem?.nearest !== undefined && problem.nearest !== value ? problem.nearest : undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' && !event.shiftKey && ghost !== undefined) {
      onValue(ghost);
      event.preventDefault();
      return;
    }
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const base = plainNumber(value) || (field.unit === 'quote' ? (market.lastPrice.peek() ?? '0') : '0');
    if (isPlainDecimal(base)) onValue(moveBySteps(base, step, steps));
  };
  return (
    <div class="field-box">
      <div class="field number-field" data-invalid={problem !== undefined}>
        <label for={id}>{field.label}</label>
        <span class="input-box">
          {ghost !== undefined && (
            <span class="ghost" aria-hidden="true">
              <span class="ghost-value">
                {value.length + ghost.length <= LONGEST_WITH_GHOST && `${grouped(ghost)} `}
                <kbd>Tab</kbd>
              </span>
            </span>
          )}
          <input
            id={id}
            name={field.slot}
            inputMode="decimal"
            autocomplete="off"
            spellcheck={false}
            value={value}
            placeholder={field.isOptional ? 'optional' : ''}
            data-empty={!field.isOptional && value.trim() === ''}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-problem`}
            onInput={({ currentTarget }) => onValue(currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </span>
        <span class="unit">{unit}</span>
      </div>
      <p class="problem field-problem" id={`${id}-problem`} aria-live="polite">
        {problem?.text}
        {ghost !== undefined && (
          <button type="button" class="fix" onClick={() => onValue(ghost)}>
            Use {grouped(ghost)}
          </button>
        )}
      </p>
    </div>
  );
}

function PreviewLines(props: {
  readonly preview: Preview | undefined;
  readonly side: Side;
  readonly market: Market;
  readonly feeRate: string;
  readonly free: string | undefined;
}) {
  const { preview, side, market, feeRate, free } = props;
  const [spent, received] = side === 'BUY' ? [market.quote, market.base] : [market.base, market.quote];
  const amount = (text: string | undefined, asset: string): string =>
    text === undefined ? '—' : `${quantityText(text)} ${asset}`;
  return (
    <dl class="preview">
      <dt>Free</dt>
      <dd>{free === undefined ? '—' : amount(free, spent)}</dd>
      <dt>You spend</dt>
      <dd>{amount(preview?.spend, spent)}</dd>
      <dt>You receive</dt>
      <dd>
        {preview ? '≈ ' : ''}
        {amount(preview?.receive, received)}
      </dd>
      <dt>Fee {trimDecimal((Number(feeRate) * 100).toFixed(4))}%</dt>
      <dd>{amount(preview?.fee, received)}</dd>
      {preview?.isPartial && <dd class="wide problem">The book holds less than that. The rest would not be filled.</dd>}
    </dl>
  );
}

/** What the account has of the two assets of the pair. */
function Assets({
  market,
  balances,
}: {
  readonly market: Market;
  readonly balances: ReadonlyMap<string, AssetBalance>;
}) {
  return (
    <table class="assets">
      <thead>
        <tr>
          <th>Assets</th>
          <th class="number">Free</th>
          <th class="number">In orders</th>
        </tr>
      </thead>
      <tbody>
        {[market.base, market.quote].map((asset) => (
          <tr key={asset} data-asset={asset}>
            <td>{asset}</td>
            <td class="number">{quantityText(balances.get(asset)?.free ?? '0')}</td>
            <td class="number dim">{quantityText(balances.get(asset)?.locked ?? '0')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const verb = (side: Side): string => (side === 'BUY' ? 'Buy' : 'Sell');

function describe(label: string, side: Side, values: Readonly<Record<string, string>>, market: Market): string {
  const { quantity, spend, price } = values;
  const amount = quantity ? `${quantity} ${market.base}` : `${market.base} for ${spend} ${market.quote}`;
  return `${verb(side)} ${amount}${price && label !== 'Market' ? ` at ${grouped(price)}` : ''} · ${label}`;
}

/** The rules of the symbol and the function that applies them, which the page loads when it is first needed. */
function useRules(session: Session, market: Market) {
  const rules = useSignal<Rules | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const { client } = session;
      if (!client) return;
      const [{ validateOrder: validate }, compiled] = await Promise.all([
        import('../order/validate.js'),
        client.rules.get(market.symbol),
      ]);
      if (isCurrent) rules.value = { symbol: market.symbol, rules: compiled, validate };
    };
    // Without rules the exchange checks the order.
    load().catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [session, market]);
  return rules;
}

function useFeeRate(session: Session, market: Market) {
  const rate = useSignal(USUAL_FEE);
  const account = session.account.value;
  useEffect(() => {
    const end = new AbortController();
    if (account) {
      session.client
        ?.getCommissionRates({ symbol: market.symbol }, { signal: end.signal })
        .then(({ standardCommission }) => {
          if (isPlainDecimal(standardCommission.taker)) rate.value = trimDecimal(standardCommission.taker);
        })
        .catch(() => undefined);
    }
    return () => end.abort();
  }, [account, market]);
  return rate;
}

/** Fills in a price and an amount, once they are known, if the inputs are empty. */
function useSuggestions(app: AppState, market: Market): void {
  const price = market.lastPrice.value;
  const hasPrice = price !== undefined;
  useEffect(() => {
    if (price === undefined) return;
    app.form.suggest('price', toDecimals(price, market.priceDecimals));
  }, [market, hasPrice]);
}

/** What the rules need to know of market and account. */
function contextOf(session: Session, market: Market): OrderContext {
  const account = session.account.value?.state.value;
  const price = market.lastPrice.peek();
  return {
    ...(price === undefined ? {} : { lastPrice: price, averagePrice: price }),
    ...(account ? { openOrders: account.openOrders } : {}),
  };
}

/** The problems of an order that the client refused to send. */
function refused({ problems }: BinanceOrderError, fields: readonly Field[]): OrderCheck {
  const found = new Map<string, FieldProblem>();
  const general: string[] = [];
  for (const problem of problems) {
    const field = fields.find(({ param }) => param === problem.param);
    if (field) found.set(field.slot, { text: problem.message, nearest: nearest(problem) });
    else general.push(problem.message);
  }
  return { problems: found, general, isComplete: true };
}
