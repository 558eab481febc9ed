import { byId } from '../dom.js';
import type { Connection } from '../exchange.js';

/** The dialog for the exchange, its addresses and the API key. The page does not store them. */
export class Settings {
  readonly #dialog = byId<HTMLDialogElement>('settings');
  readonly #form = byId<HTMLFormElement>('settings-form');

  constructor(onConnect: (connection: Connection) => void) {
    byId('settings-cancel').addEventListener('click', () => this.#dialog.close());
    this.#form.addEventListener('change', () => this.#showFields());
    this.#form.addEventListener('submit', () => {
      onConnect(Object.fromEntries(new FormData(this.#form)) as Connection);
    });
  }

  open(connection: Connection): void {
    for (const [name, value] of Object.entries(connection)) {
      const field = this.#form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
    }
    this.#showFields();
    this.#dialog.showModal();
  }

  #showFields(): void {
    // Hidden and not disabled, because the form's data does not include disabled fields.
    const server = new FormData(this.#form).get('kind') === 'server';
    byId('addresses').hidden = !server;
    byId('keys').hidden = !server;
  }
}
