import type { Logger, ServerTime } from '../client/context.js';
import type { Clock } from '../platform/clock.js';
import type { KeyMaterial } from '../signing/key-material.js';
import type { Signer } from '../signing/signer.js';
import { late } from './part.js';
import type { SignedPart } from './parts.js';

/** A signer whose code may be loaded before its first signature only. `warn` is told of a secret in a page. */
export function lateSigner(part: SignedPart, material: KeyMaterial, warn?: Logger): Signer {
  const { keyType } = material;
  const signer = late(part, ({ webCryptoSigner, warnOfSecret }) => {
    if (warn) warnOfSecret(warn);
    return webCryptoSigner(material);
  });
  return {
    keyType,
    sign: (payload) => signer.made?.sign(payload) ?? signer.make().then((made) => made.sign(payload)),
  };
}

/** The exchange's time, whose measuring may be loaded before the first stamp only. */
export function lateServerTime(part: SignedPart, clock: Clock, ask: () => Promise<number>): ServerTime {
  const time = late(part, ({ createServerTime }) => createServerTime(clock, ask));
  return {
    get offset() {
      return time.made?.offset;
    },
    invalidate: () => time.made?.invalidate(),
    timestamp: (call) => time.made?.timestamp(call) ?? time.make().then((made) => made.timestamp(call)),
  };
}
