import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { PublicTls } from './peer-tls.ts';
import { TestAuthority, TestCertificateFolder } from './testing/index.ts';

it('serves everybody by TLS 1.2 or 1.3, without a certificate of theirs, and nobody by an older one', async () => {
  const authority = await TestAuthority.create();
  using folder = new TestCertificateFolder();
  const { certFile, keyFile } = folder.write('public', await authority.issue({ names: ['localhost'] }));
  const deps = { clock: { now: () => new Date() }, logger: createLogger({ service: 'router', level: 'silent' }) };
  const files = { prefix: 'PUBLIC_TLS', certFile, keyFile } as const;
  const tls = new PublicTls({ files, reloadMs: 1_000 }, { ...deps, metrics: new Metrics() });
  const server = tls.createServer({}, (_, response) => void response.end('answer'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = async (options: ConnectionOptions) => {
    const socket = connect({ host: '127.0.0.1', port, ca: authority.ca, ...options });
    let protocol: string | null = null;
    socket.on('secureConnect', () => (protocol = socket.getProtocol()));
    socket.end('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    const answer = await text(socket).catch((error: NodeJS.ErrnoException) => String(error.code));
    return `${protocol} ${answer.split('\r\n')[0]}`;
  };
  expect(await ask({})).toBe('TLSv1.3 HTTP/1.1 200 OK');
  expect(await ask({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 HTTP/1.1 200 OK');
  // The client's own OpenSSL would not: it is told to.
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  expect(await ask(old)).toMatch(/^null /);
});
