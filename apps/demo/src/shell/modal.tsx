import '../style/dialogs.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.js';

/** A modal dialog. It is closed by Escape, by its close button and by a click outside. */
export function Modal(props: {
  readonly title: string;
  readonly class?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isPressedOutside = useRef(false);
  useEffect(() => {
    const shown = dialog.current;
    if (!shown || shown.open) return;
    // The element that has the focus now gets it back when the dialog ends. Otherwise the focus would be lost if the
    // dialog ends because the user has made a choice.
    const opener = document.activeElement as HTMLElement | null;
    shown.showModal();
    shown.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => opener?.focus();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      class={`modal ${props.class ?? ''}`}
      aria-label={props.title}
      onClose={props.onClose}
      // If a selection of text begins inside and ends outside, the browser reports a click outside.
      onMouseDown={({ target }) => (isPressedOutside.current = target === dialog.current)}
      onClick={({ target }) => target === dialog.current && isPressedOutside.current && props.onClose()}
    >
      <div class="modal-box">
        <header>
          <h2>{props.title}</h2>
          <button type="button" class="icon-button" onClick={props.onClose}>
            <Icon name="close" />
            <span class="unseen">Close</span>
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
