import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loopbackTls } from '../../tests/support/loopback-tls.js';

const order =
  '{"symbol":"BNBBTC","orderId":28,"orderListId":-1,"clientOrderId":"6gCrw2kRUAF9CvJDGP16IP","transactTime":1507725176595,"price":"0.00001000","origQty":"100.00000000","executedQty":"0.00000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY","workingTime":1507725176595,"fills":[],"selfTradePreventionMode":"NONE"}';

/**
 * Serves over loopback TLS. `GET /connections` answers with the number of connections opened so far, and
 * `GET /api/v3/time` with the time. Every other request is answered with the same order.
 */
export function serve(): void {
  let connections = 0;
  const server = createServer(loopbackTls, (request, response) => {
    const path = request.url?.split('?')[0];
    const body =
      path === '/connections' ? String(connections) : path === '/api/v3/time' ? `{"serverTime":${Date.now()}}` : order;
    request.resume();
    response.writeHead(200, {
      'Content-Type': 'application/json;charset=UTF-8',
      'Content-Length': body.length,
      'X-MBX-USED-WEIGHT': '1',
      'X-MBX-USED-WEIGHT-1M': '1',
      'X-MBX-ORDER-COUNT-10S': '1',
      'X-MBX-ORDER-COUNT-1D': '1',
    });
    response.end(body);
  });
  server.keepAliveTimeout = 0;
  server.on('secureConnection', () => connections++);
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  });
}
