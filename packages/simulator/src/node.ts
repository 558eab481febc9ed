export { exchangeHosts, exchangePorts } from './network/hosts.js';
export {
  type Certificates,
  type CertificatesOptions,
  createCertificates,
} from './server/certificates/create-certificates.node.js';
export { type Served, type ServeOptions, serve } from './server/server.node.js';
export { klinesFile, tradesFile } from './sources/history/history-files.node.js';
export { readRecordingFile } from './sources/recording/recording-file.node.js';
