import { ORDER_KINDS, type OrderKind, orderKind, type Side } from '../order/order-kinds.js';
import type { FormState } from './form-state.js';

const TIMES_IN_FORCE = [
  ['GTC', 'Good till cancelled'],
  ['IOC', 'Immediate or cancel'],
  ['FOK', 'Fill or kill'],
] as const;
const COMMON_KINDS: readonly string[] = ['LIMIT', 'MARKET', 'STOP_LOSS_LIMIT'];

/** Draws the choice of buy or sell. */
export function SideChoice(props: { readonly form: FormState; readonly kind: OrderKind; readonly side: Side }) {
  const { form, kind, side } = props;
  return (
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
  );
}

/** Draws the common order types as buttons, and all types as a list. */
export function KindChoice({ form, kind }: { readonly form: FormState; readonly kind: OrderKind }) {
  return (
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
          const { id, side } = orderKind(currentTarget.value);
          // If this kind has only one side, the form changes to this side. When the user chooses another kind later,
          // the form keeps this side, so that the side never changes unnoticed.
          if (side) form.chosenSide.value = side;
          form.kindId.value = id;
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
  );
}

/**
 * Draws the choice of `timeInForce`, which is how long an order stays valid. An order with a visible amount has no
 * choice: it is always good till cancelled.
 */
export function TimeInForceChoice(props: { readonly form: FormState; readonly isIceberg: boolean }) {
  const { form, isIceberg } = props;
  return (
    <label class="field select-field">
      <span>Valid</span>
      <select
        value={isIceberg ? 'GTC' : form.timeInForce.value}
        disabled={isIceberg}
        onChange={({ currentTarget }) => (form.timeInForce.value = currentTarget.value)}
      >
        {TIMES_IN_FORCE.map(([id, label]) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
