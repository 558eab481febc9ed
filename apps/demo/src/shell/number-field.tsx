import { useId } from 'preact/hooks';
import { decimalsOf, grouped, isPlainDecimal } from '../format.js';
import type { FieldProblem } from '../order/check-order.js';
import { moveBySteps } from '../order/move-by-steps.js';
import { type Field, plainNumber } from '../order/order-kinds.js';
import type { Market } from '../session/index.js';
import { minTotal } from '../session/market.js';

/** How many characters fit in an input: of its label and its value, and of these and the suggested value. */
const [LONGEST_WITH_KEY, LONGEST_WITH_GHOST] = [22, 19];

/** An input of the order form. The arrow keys change its value by steps. Tab fills in the nearest legal value. */
export function NumberField(props: {
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
        ? (minTotal(market.info) ?? '1')
        : market.tickSize
      : field.unit === 'base'
        ? market.stepSize
        : '1';
  const ghost = problem?.nearest !== undefined && problem.nearest !== value ? problem.nearest : undefined;
  const length = field.label.length + value.length;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' && !event.shiftKey && ghost !== undefined) {
      onValue(ghost);
      event.preventDefault();
      return;
    }
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const isPrice = field.unit === 'quote' && field.slot !== 'spend';
    const base = plainNumber(value) || (isPrice ? (market.lastPrice.peek() ?? '0') : '0');
    // An arrow key adds steps to the value. A total need not be a multiple of its step, so the result keeps the decimal
    // places of the total.
    const decimals = Math.max(decimalsOf(step), field.slot === 'spend' ? decimalsOf(base) : 0);
    if (isPlainDecimal(base)) onValue(moveBySteps(base, step, steps, decimals));
  };
  return (
    <div class="field-box">
      <div class="field number-field" data-invalid={problem !== undefined}>
        <label for={id}>{field.label}</label>
        <span class="input-box">
          {ghost !== undefined && length <= LONGEST_WITH_KEY && (
            <span class="ghost" aria-hidden="true">
              <span class="ghost-value">
                {length + ghost.length <= LONGEST_WITH_GHOST && `${grouped(ghost)} `}
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
        {ghost !== undefined && ' '}
        {ghost !== undefined && (
          <button type="button" class="fix" onClick={() => onValue(ghost)}>
            Use {grouped(ghost)}
          </button>
        )}
      </p>
    </div>
  );
}
