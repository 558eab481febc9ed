import type { Clock } from '../clock.js';
import type { ServerTime } from '../context.js';
import type { KeyMaterial } from '../signing/key-material.js';
import type { Signer } from '../signing/signer.js';
import type { CallParts } from './parts.js';

/** A signer whose code may be loaded before its first signature only. */
export function lateSigner(part: CallParts['signed'], material: KeyMaterial): Signer {
  if (part.loaded) return part.loaded.webCryptoSigner(material);
  const { keyType } = material;
  let given: KeyMaterial | undefined = material;
  let signer: Signer | undefined;
  return {
    keyType,
    sign(payload) {
      if (signer) return signer.sign(payload);
      return part.load().then(({ webCryptoSigner }) => {
        signer ??= webCryptoSigner(given as KeyMaterial);
        given = undefined;
        return signer.sign(payload);
      });
    },
  };
}

/** The exchange's time, whose measuring may be loaded before the first stamp only. */
export function lateServerTime(part: CallParts['signed'], clock: Clock, ask: () => Promise<number>): ServerTime {
  let time = part.loaded?.createServerTime(clock, ask);
  return {
    get offset() {
      return time?.offset;
    },
    invalidate: () => time?.invalidate(),
    timestamp() {
      if (time) return time.timestamp();
      return part.load().then(({ createServerTime }) => {
        time ??= createServerTime(clock, ask);
        return time.timestamp();
      });
    },
  };
}
