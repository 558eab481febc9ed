/** The functions of `signing.ts` for code that is imported at once. They load `signing.ts` at first use. @module */

import { hideQueries } from '../encoding/hide-queries.js';
import type { Clock } from '../platform/clock.js';
import type { KeyMaterial } from './key-material.js';
import { loadedSigning, loadSigning } from './load-signing.js';
import type { ServerTime, ServerTimeOptions } from './server-time.js';
import type { SignedParams, signParams } from './sign-params.js';
import type { Signer } from './signer-types.js';

/** The server time of a client. Its offset is unknown until the first signed call asks for a timestamp. */
export function lazyServerTime(clock: Clock, ask: () => Promise<unknown>, options: ServerTimeOptions): ServerTime {
  let serverTime: ServerTime | undefined;
  return {
    get offset() {
      return serverTime?.offset;
    },
    invalidate() {
      serverTime?.invalidate();
    },
    timestamp(request) {
      if (serverTime) return serverTime.timestamp(request);
      return loadSigning().then(({ createServerTime }) => {
        serverTime ??= createServerTime(clock, ask, options);
        return serverTime.timestamp(request);
      });
    },
  };
}

/** A signer of a key, by WebCrypto. */
export function lazySigner(material: KeyMaterial): Signer {
  let signer: Signer | undefined;
  return {
    keyType: material.keyType,
    async sign(payload) {
      signer ??= (await loadSigning()).webCryptoSigner(material);
      return signer.sign(payload);
    },
  };
}

/** Stamps parameters and signs them. */
export function lazySignParams(...call: Parameters<typeof signParams>): SignedParams | Promise<SignedParams> {
  return loadedSigning?.signParams(...call) ?? loadSigning().then((signing) => signing.signParams(...call));
}

/** A function that replaces the given secrets and the query of every URL by `***`. */
export function lazyRedactor(secrets: readonly string[]): (text: string) => string {
  // A request that holds a secret is only made after the code was loaded. Until then no text can quote one.
  const redact = loadedSigning?.redactor(secrets);
  return (text) => hideQueries(redact ? redact(text) : text);
}
