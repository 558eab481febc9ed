// Preloaded into every client under test. Refuses every connection to another machine.
const net = require('node:net');

const connect = net.Socket.prototype.connect;
const isLoopback = (host) => host === undefined || ['127.0.0.1', '::1', 'localhost'].includes(host);

net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host =
    typeof first === 'object' && first !== null ? first.host : typeof args[1] === 'string' ? args[1] : undefined;
  if (!isLoopback(host)) {
    const error = Object.assign(new Error(`connection to ${host} refused by the test`), { code: 'EBLOCKED' });
    setImmediate(() => this.destroy(error));
    return this;
  }
  return connect.apply(this, args);
};
