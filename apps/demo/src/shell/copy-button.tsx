import { useSignal } from '@preact/signals';

/** How long the button says that the text was copied, in ms. */
const SAID = 1500;

/** A button that copies a text. It says so only if the browser has copied the text. */
export function CopyButton(props: { readonly label: string; readonly text: string; readonly id?: string }) {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(props.text);
    isCopied.value = true;
    setTimeout(() => (isCopied.value = false), SAID);
  };
  return (
    <button
      type="button"
      class="small"
      id={props.id}
      data-text={props.text}
      // The browser may forbid the copy, and a page has no clipboard if it comes neither over HTTPS nor from this
      // machine. The error is then ignored, and the label of the button does not change.
      onClick={() => copy().catch(() => undefined)}
    >
      {isCopied.value ? 'Copied' : props.label}
    </button>
  );
}
