// Measures how long it takes to sign the query of an order. Compares with direct calls of WebCrypto and node:crypto.
// Run it with `node bench/run.mjs sign`.
import { createHmac, createSecretKey } from 'node:crypto';
import { nodeHmacSigner } from '@pkg/core/node';
import { hmacSigner, type Signer } from '@pkg/core/signing';
import { type Contender, claim, interleave, print } from '../kit/index.js';

const secret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const query =
  'symbol=BNBBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=100&price=0.00001&newClientOrderId=0123456789abcdef0123456789abcdef&recvWindow=5000&timestamp=1700000000000';

const bytes = new TextEncoder();
const imported = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
  'sign',
]);
const keyObject = createSecretKey(secret, 'utf8');

const later = (name: string, sign: () => unknown): Contender => ({
  name,
  async round() {
    for (let each = 0; each < 500; each++) await sign();
    return { operations: 500 };
  },
});
const atOnce = (name: string, sign: () => unknown): Contender => ({
  name,
  round() {
    for (let each = 0; each < 5000; each++) sign();
    return { operations: 5000 };
  },
});
const by = (signer: Signer) => (): unknown => signer.sign(query);

const web = await interleave(
  [
    later('WebCrypto, imported key', () => crypto.subtle.sign('HMAC', imported, bytes.encode(query))),
    later('hmacSigner', by(hmacSigner(secret))),
  ],
  60,
);
print('HMAC by WebCrypto', web);
const node = await interleave(
  [
    atOnce('createHmac', () => createHmac('sha256', keyObject).update(query).digest('hex')),
    atOnce('nodeHmacSigner', by(nodeHmacSigner(secret))),
  ],
  60,
);
print('HMAC by node:crypto', node);

claim('hmacSigner over bare WebCrypto', (web[1]?.wall ?? Number.NaN) / (web[0]?.wall ?? Number.NaN), 1.1);
claim('nodeHmacSigner over bare createHmac', (node[1]?.wall ?? Number.NaN) / (node[0]?.wall ?? Number.NaN), 1.3);
