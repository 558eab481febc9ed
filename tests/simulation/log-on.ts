import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { SpotClient, SpotClientOptions, SpotSocketClient } from '@pkg/core';
import type { World } from './world.js';

/** The bytes before the 32 bytes of a private Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** The key is the same in each run, so that a run has the same result each time. */
const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.alloc(32, 7)]), format: 'der', type: 'pkcs8' });

/** The public key of the accounts whose clients log on to the WebSocket API, in PEM. */
export const PUBLIC_KEY = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string;

/** Signs for {@link PUBLIC_KEY}, synchronously, because virtual time does not wait for WebCrypto. */
export const ed25519Signer: NonNullable<SpotClientOptions['signer']> = {
  keyType: 'Ed25519',
  sign: (payload) => sign(null, Buffer.from(payload as string), privateKey).toString('base64'),
};

/** How long the client waits before it repeats a failed log-on, in ms. */
const AGAIN_AFTER = 1_000;

/** Logs a client on to the WebSocket API during the disturbances, and at times off and on again. */
export class LoggedOn {
  readonly #world: World;
  readonly #client: SpotSocketClient;
  #isClosed = false;

  constructor(world: World, client: SpotClient) {
    this.#world = world;
    this.#client = client as SpotSocketClient;
    const dice = world.dice('log-on');
    const { clock, profile } = world;
    clock.setTimeout(() => this.#logOn(), dice.pick([0, 500, 5_000]));
    for (let left = dice.below(3); left > 0; left--) {
      const loggedOutFor = dice.pick([0, 2_000, 10_000]);
      clock.setTimeout(() => this.#logOut(loggedOutFor), dice.below(profile.seconds * 1_000));
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #logOn(): void {
    if (this.#isClosed) return;
    const { clock } = this.#world;
    this.#follow('logOn', this.#client.logOn(), (error) => {
      if (error) clock.setTimeout(() => this.#logOn(), AGAIN_AFTER);
    });
  }

  /** Logs the client off, and on again `ms` later, whether or not this has succeeded. */
  #logOut(ms: number): void {
    if (this.#isClosed) return;
    this.#follow('logOut', this.#client.logOut(), () => this.#world.clock.setTimeout(() => this.#logOn(), ms));
  }

  #follow(name: string, call: Promise<unknown>, ended: (error?: unknown) => void): void {
    const { pending, trace, checkError } = this.#world;
    pending.watch(name, call).then(
      () => {
        trace.add('client', name);
        ended();
      },
      (error: unknown) => {
        trace.add('client', `${name}: ${(error as Error).message}`);
        checkError(name, error);
        ended(error);
      },
    );
  }
}
