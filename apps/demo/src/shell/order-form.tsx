import '../style/form.css';
import { BinanceOrderError } from '@pkg/core';
import { effect, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { quantityText, toDecimals } from '../format.js';
import { type OrderCheck, refusedOrder } from '../order/check-order.js';
import { describeOrder, VERBS } from '../order/describe-order.js';
import { feeRateOf } from '../order/fee-rate.js';
import { type Field, isIceberg, orderKind, orderParams } from '../order/order-kinds.js';
import { canAfford, previewOrder, priceOf, quantityForShare, totalForShare } from '../order/preview.js';
import type { Market, Session } from '../session/index.js';
import { messageOf } from '../session/index.js';
import { whyBlocked } from '../session/why-blocked.js';
import type { AppState } from './app-state.js';
import type { FormState } from './form-state.js';
import { NumberField } from './number-field.js';
import { KindChoice, SideChoice, TimeInForceChoice } from './order-choices.js';
import { Assets, PreviewLines } from './order-summary.js';
import { useCommission } from './use-commission.js';
import { useOrderCheck } from './use-order-check.js';

/**
 * While prices are out of date, placing an order takes two clicks. The second one has to follow within this time, in
 * ms.
 */
const CONFIRM_TIME = 5_000;

/** Draws the form for all types of orders and order lists. Problems are shown at the inputs while the user types. */
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
  const feeRate = feeRateOf(useCommission(session, market), kind, side);
  const isSending = useSignal(false);
  const refusal = useSignal<OrderCheck | undefined>(undefined);
  const confirmUntil = useSignal(0);
  const fields = kind.fields(side);
  const blocked = whyBlocked(session);
  const pulse = session.pulse.value;
  const isCertain = pulse.state === 'live' || pulse.state === 'paused';
  const state = session.account.value?.state.value;
  const account = state?.isKnown ? state : undefined;
  const free = (asset: string): string => account?.balances.get(asset)?.free ?? '0';

  useSuggestions(app, market);
  useEffect(
    () =>
      effect(() => {
        leaveOneSidedKind(form);
        // Reading the values runs this effect after each change of the form, also by a click on a price of the order
        // book. It then removes the problems that the client found in the order before the change.
        form.values.value;
        refusal.value = undefined;
      }),
    [],
  );

  const { check, renew } = useOrderCheck(app, session, market);
  const shown = refusal.value ?? check;
  const preview = previewOrder({
    kind,
    side,
    values,
    book: market.book,
    feeRate,
    baseDecimals: market.quantityDecimals + 2,
    quoteDecimals: Math.min(8, market.priceDecimals + 2),
  });
  const spent = side === 'BUY' ? market.quote : market.base;
  const isShort = preview !== undefined && account !== undefined && !canAfford(preview, free(spent));
  const isConfirming = !isCertain && confirmUntil.value > Date.now();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const orders = session.orders.peek();
    if (isSending.value || blocked !== undefined || !orders) return;
    refusal.value = undefined;
    const newest = renew();
    if (newest && (newest.problems.size > 0 || !newest.isComplete)) {
      const isWrong = ({ slot, isOptional }: Field): boolean =>
        newest.problems.has(slot) || (!isOptional && !(values[slot] ?? '').trim());
      const wrong = fields.find(isWrong) ?? fields[0];
      document.querySelector<HTMLElement>(`#order input[name=${wrong?.slot}]`)?.focus();
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
        text: describeOrder(kind, side, values, market),
      });
      if (outcome === 'accepted') app.isFormOpen.value = false;
    } catch (error) {
      if (error instanceof BinanceOrderError) refusal.value = refusedOrder(error, fields);
      else session.toasts.show('error', 'Not sent', messageOf(error));
    } finally {
      isSending.value = false;
    }
  };

  const takeShare = (share: number): void => {
    // The price of a market order is unknown until it trades. So for a market buy, the chosen share of the balance
    // becomes the total instead of an amount.
    if (kind.id === 'MARKET' && side === 'BUY') {
      form.set('spend', totalForShare(share, free(market.quote), market.priceDecimals));
      return;
    }
    const quantity = quantityForShare(share, {
      side,
      freeBase: free(market.base),
      freeQuote: free(market.quote),
      price: priceOf(kind, side, values) ?? market.lastPrice.value ?? '',
      stepSize: market.stepSize,
      decimals: market.quantityDecimals,
    });
    form.set('quantity', quantity);
  };

  return (
    <form
      id="order"
      class="order-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      // A key that is held down, and the second half of a double click, would place the order again. So the form
      // ignores repeated keys, and its submit button ignores the second click.
      onKeyDown={(event) => event.key === 'Enter' && event.repeat && event.preventDefault()}
      data-side={side}
    >
      <SideChoice form={form} kind={kind} side={side} />
      <KindChoice form={form} kind={kind} />
      <p class="hint kind-summary">{kind.summary}</p>
      {fields.map((field) => (
        <NumberField
          key={field.slot}
          field={field}
          market={market}
          value={values[field.slot] ?? ''}
          problem={shown?.problems.get(field.slot)}
          onValue={(value) => form.set(field.slot, value)}
        />
      ))}
      {fields.some(({ slot }) => slot === 'quantity') && (
        <div class="shares" role="group" aria-label="Share of what is free">
          {[25, 50, 75, 100].map((share) => (
            <button key={share} type="button" disabled={account === undefined} onClick={() => takeShare(share)}>
              {share}%
            </button>
          ))}
        </div>
      )}
      {kind.hasTimeInForce && <TimeInForceChoice form={form} isIceberg={isIceberg(kind, side, values)} />}
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
        feeRate={feeRate}
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
        onClick={(event) => event.detail > 1 && event.preventDefault()}
      >
        {isConfirming ? `${pulse.text} — ${VERBS[side]} anyway?` : `${VERBS[side]} ${market.base}`}
      </button>
      <p class="hint" id="submit-reason">
        {blocked ?? (isCertain ? ' ' : `Prices may be old: ${pulse.text}.`)}
      </p>
      {account && <Assets market={market} balances={account.balances} />}
    </form>
  );
}

/**
 * Some kinds of orders have only one side. If the user chooses the other side, by a key or on a phone, the form changes
 * to the kind `LIMIT`, which has both sides.
 */
function leaveOneSidedKind(form: FormState): void {
  const chosen = form.chosenSide.value;
  const { side = chosen } = orderKind(form.kindId.value);
  if (side !== chosen) form.kindId.value = 'LIMIT';
}

/**
 * Writes the last price into the input of the price, as soon as the last price is known. Keeps a price that the user
 * has entered.
 */
function useSuggestions(app: AppState, market: Market): void {
  const price = market.lastPrice.value;
  const hasPrice = price !== undefined;
  useEffect(() => {
    if (price === undefined) return;
    app.form.suggest('price', toDecimals(price, market.priceDecimals));
  }, [market, hasPrice]);
}
