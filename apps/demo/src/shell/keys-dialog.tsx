import type { AppState } from './app-state.js';
import { Modal } from './modal.js';
import { SHORTCUTS } from './shortcuts.js';

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
