// Preloaded into every client under test. It has the effect of an entry in the hosts file: connections to the hosts of
// the exchange lead to this machine. HOSTS_ENTRY has, for each port that a client uses, the port of the server under
// test. Connections to other machines are refused.
const net = require('node:net');

const { hosts, ports } = JSON.parse(process.env.HOSTS_ENTRY);
const connect = net.Socket.prototype.connect;
const isLoopback = (host) => host === undefined || ['127.0.0.1', '::1', 'localhost'].includes(host);

net.Socket.prototype.connect = function (...args) {
  const list = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof list[0] === 'object' && list[0] !== null ? list[0] : { port: list[0], host: list[1] };
  const { host, port } = options;
  const own = ports[port];
  if (own !== undefined && (isLoopback(host) || hosts.includes(host))) {
    const listener = list.find((each) => typeof each === 'function');
    return connect.call(this, { ...options, host: '127.0.0.1', port: own }, ...(listener ? [listener] : []));
  }
  if (isLoopback(host)) return connect.apply(this, args);
  const error = Object.assign(new Error(`connection to ${host}:${port} refused by the test`), { code: 'EBLOCKED' });
  setImmediate(() => this.destroy(error));
  return this;
};
