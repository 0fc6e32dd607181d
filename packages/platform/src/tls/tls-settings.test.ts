import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { TestAuthority, TestCertificateFolder } from './testing/index.ts';
import { peerTlsShape, publicTlsShape, readPeerTls, readPublicTls } from './tls-settings.ts';

let authority: TestAuthority;
beforeAll(async () => {
  authority = await TestAuthority.create();
});

async function environment() {
  const folder = new TestCertificateFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const files = folder.write('core', await authority.issue({ names: ['core'] }));
  return {
    TLS_CERT_FILE: files.certFile,
    TLS_KEY_FILE: files.keyFile,
    TLS_CA_FILE: files.caFile,
    TLS_ALLOWED_CLIENTS: 'router, spiffe://trivet/notifications',
  };
}

type Given = Readonly<Record<string, string>>;
const read = (given: Given, urls: Readonly<Record<string, readonly string[]>> = {}) =>
  readPeerTls(parseConfig(peerTlsShape, given), urls);
const readPublic = (given: Given) => readPublicTls(parseConfig(publicTlsShape, given));

describe('TLS between processes', () => {
  it('is all of its settings, or none', async () => {
    expect(read({})).toBeUndefined();
    const whole = await environment();
    expect(read({ ...whole, TLS_RELOAD_SECONDS: '2' })).toMatchObject({
      files: { certFile: whole.TLS_CERT_FILE, keyFile: whole.TLS_KEY_FILE, caFile: whole.TLS_CA_FILE },
      allowedClients: ['router', 'spiffe://trivet/notifications'],
      reloadMs: 2_000,
    });
    for (const missing of Object.keys(whole)) {
      const half = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== missing));
      expect(() => read(half), missing).toThrow(`${missing}: is required where TLS_`);
    }
  });

  it('does not hold over a URL without it, which is refused', async () => {
    const urls = { ROUTER_URL: ['https://router:4443'], USERS_URL: ['http://users:4001'] };
    expect(read({}, urls)).toBeUndefined();
    const whole = await environment();
    expect(() => read(whole, urls)).toThrow('USERS_URL: must begin with https:// where TLS_CERT_FILE is set');
  });

  it.each(['', ' ', 'router,', '*', '*.internal', 'Router', 'a b', 'spiffe://trivet', 'https://router', 'x, DNS:y!'])(
    'lets nobody in by the name "%s"',
    async (names) => {
      const whole = await environment();
      expect(() => read({ ...whole, TLS_ALLOWED_CLIENTS: names })).toThrow(/TLS_ALLOWED_CLIENTS: /);
    },
  );

  it('is refused with files that cannot be used, by the name of the setting and without its value', async () => {
    const whole = await environment();
    expect(() => read({ ...whole, TLS_KEY_FILE: whole.TLS_CERT_FILE })).toThrow(
      'TLS_KEY_FILE: must hold a private key',
    );
    rmSync(whole.TLS_CA_FILE);
    expect(() => read(whole)).toThrow('TLS_CA_FILE: names a file that cannot be read');
    expect(() => read(whole)).not.toThrow(whole.TLS_CA_FILE);
  });
});

describe('HTTPS for clients', () => {
  it('is a certificate and its key, or nothing', async () => {
    const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = await environment();
    expect(readPublic({})).toBeUndefined();
    expect(readPublic({ PUBLIC_TLS_CERT_FILE: certFile, PUBLIC_TLS_KEY_FILE: keyFile })).toMatchObject({
      files: { certFile, keyFile },
    });
    expect(() => readPublic({ PUBLIC_TLS_CERT_FILE: certFile })).toThrow('PUBLIC_TLS_KEY_FILE: is required');
    expect(() => readPublic({ PUBLIC_TLS_CERT_FILE: keyFile, PUBLIC_TLS_KEY_FILE: keyFile })).toThrow(
      'PUBLIC_TLS_CERT_FILE: must hold a certificate',
    );
  });
});
