import { buildConnector } from 'undici';
import type { ClientTls } from '../tls/peer-tls.ts';

/** How undici connects to a process of ours: with the certificate of that moment. Undici resumes sessions by itself. */
export function peerConnector(tls: ClientTls, timeoutMs = 10_000): buildConnector.connector {
  let context: ClientTls['context'] | undefined;
  let connect: buildConnector.connector;
  return (options, callback) => {
    // Another connector with another certificate: sessions of the last one would bring it along.
    if (context !== tls.context) {
      context = tls.context;
      connect = buildConnector({ secureContext: context, allowH2: false, timeout: timeoutMs });
    }
    connect(options, (...outcome) => {
      const [error] = outcome;
      if (error) tls.tellFailure(error);
      callback(...outcome);
    });
  };
}
