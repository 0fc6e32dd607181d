export { CertificateError } from './certificate.ts';
export { type ClientTls, PeerTls, PublicTls } from './peer-tls.ts';
export type { CertificateDeps } from './rotating-certificate.ts';
export { tlsProblemOf } from './tls-problem.ts';
export type { ServerTls } from './tls-server.ts';
export {
  type PeerTlsSettings,
  peerTlsShape,
  publicTlsShape,
  readPeerTls,
  readPublicTls,
  type TlsSettings,
} from './tls-settings.ts';
