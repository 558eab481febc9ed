import type { AppState } from './app-state.js';
import { Modal } from './modal.js';

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['⌘K, Ctrl K or /', 'Search pairs'],
  ['B, S', 'Buy, sell: moves to the price'],
  ['↑ ↓', 'In a number: one tick or step. Page keys: ten'],
  ['Tab', 'Takes the nearest legal value'],
  ['Enter', 'Sends the order'],
  ['I', 'Inspector'],
  ['?', 'These keys'],
  ['Esc', 'Closes what is open'],
];

export function KeysDialog({ app }: { readonly app: AppState }) {
  return (
    <Modal title="Keys" class="keys-dialog" onClose={() => (app.dialog.value = undefined)}>
      <dl class="keys">
        {SHORTCUTS.map(([keys, text]) => (
          <>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </Modal>
  );
}
