/**
 * Functions that load `signing.ts` when they are first used, and then call its functions. Modules that a page loads at
 * its start use these functions instead of `signing.ts`. @module
 */

import { hideQueries } from '../encoding/hide-queries.js';
import type { Secret } from '../encoding/redact.js';
import type { Clock } from '../platform/clock.js';
import type { KeyMaterial } from './key-material.js';
import { loadedSigning, loadSigning } from './load-signing.js';
import type { ServerTime, ServerTimeOptions } from './server-time.js';
import type { SignedParams, signParams } from './sign-params.js';
import type { Signer } from './signer-types.js';

/**
 * Creates the object that measures the server time for a client. Its `offset`, the exchange's time minus the monotonic
 * clock, is unknown until the first signed call asks for a timestamp.
 */
export function lazyServerTime(clock: Clock, ask: () => Promise<unknown>, options: ServerTimeOptions): ServerTime {
  let serverTime: ServerTime | undefined;
  return {
    get offset() {
      return serverTime?.offset;
    },
    get error() {
      return serverTime?.error;
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

/** Creates a signer that uses WebCrypto. */
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

/** Adds the timestamp to parameters and signs them. */
export function lazySignParams(...call: Parameters<typeof signParams>): SignedParams | Promise<SignedParams> {
  return loadedSigning?.signParams(...call) ?? loadSigning().then((signing) => signing.signParams(...call));
}

/** Returns a function that replaces the given secrets and the query of every URL with `***`. */
export function lazyRedactor(secrets: readonly Secret[]): (text: string) => string {
  // Until the code for signed calls is loaded, no request with a secret has been sent. So no text can quote a secret
  // yet.
  const redact = loadedSigning?.redactor(secrets);
  return (text) => hideQueries(redact ? redact(text) : text);
}
