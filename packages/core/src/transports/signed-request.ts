import type { ClientContext } from '../client/context.js';
import type { WireParams } from '../encoding/params.js';
import type { Call } from '../operations/operation.js';
import type { Credentials } from '../signing/credentials.js';
import { stampedParams } from '../signing/sign-params.js';
import { signatureText } from '../signing/signature-text.js';
import type { RestRequest } from './rest-request.js';

/** A call's request, stamped and signed. The signature covers exactly the bytes of the query before it. */
export async function signedRequest(
  { method, url, headers }: Omit<RestRequest, 'secrets'>,
  call: Call,
  context: ClientContext,
  credentials: Credentials,
  encode: (params: WireParams) => string,
): Promise<RestRequest> {
  const stamping = stampedParams(call, context);
  const query = encode(stamping instanceof Promise ? await stamping : stamping);
  const signature = signatureText(await credentials.sign(query));
  return {
    method,
    url: `${url}?${query}&signature=${encodeURIComponent(signature)}`,
    headers: { ...headers, 'X-MBX-APIKEY': credentials.apiKey },
    seal: sealed,
    secrets: [credentials.apiKey, signature],
  };
}

let seal: RequestInit | undefined;

/** A signed address is not stored, told to others, or followed elsewhere. Workers refuse some of that, not `manual`. */
function sealed(): RequestInit {
  if (seal) return seal;
  seal = { redirect: 'error', cache: 'no-store', referrerPolicy: 'no-referrer' };
  try {
    new Request('https://localhost', seal);
  } catch {
    seal = { redirect: 'manual' };
  }
  return seal;
}
