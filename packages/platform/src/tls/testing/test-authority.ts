import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const hourMs = 3_600_000;
const monthMs = 30 * 24 * hourMs;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface TestCertificateOptions {
  /** DNS names, or URIs where they have a colon; with 127.0.0.1 besides, which is where tests are served. */
  readonly names: readonly string[];
  /** Default: an hour ago, and a month from now. */
  readonly from?: Date;
  readonly until?: Date;
  readonly usage?: 'client' | 'server' | 'both';
}

export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** As the settings name them. */
export interface TestCertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** An authority that vouches for whatever a test wants. */
export class TestAuthority {
  readonly ca: string;
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #name: string;

  private constructor(name: string, keys: webcrypto.CryptoKeyPair, ca: string) {
    this.#name = name;
    this.#keys = keys;
    this.ca = ca;
  }

  static async create(name = 'Test authority'): Promise<TestAuthority> {
    const keys = await newKeys();
    const ca = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      signingAlgorithm: algorithm,
      ...period({}),
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    });
    return new TestAuthority(name, keys, ca.toString('pem'));
  }

  async issue({ names, usage = 'both', ...validity }: TestCertificateOptions): Promise<TestCertificate> {
    const keys = await newKeys();
    const usages = { client: ['clientAuth'], server: ['serverAuth'], both: ['clientAuth', 'serverAuth'] } as const;
    const certificate = await X509CertificateGenerator.create({
      // Whoever looks at the common name finds one that nobody may have.
      subject: 'CN=router,O=Common names are not looked at',
      issuer: `CN=${this.#name}`,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: algorithm,
      ...period(validity),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension(usages[usage].map((each) => ExtendedKeyUsage[each])),
        new SubjectAlternativeNameExtension([...names.map(nameOf), { type: 'ip', value: '127.0.0.1' }]),
        await AuthorityKeyIdentifierExtension.create(this.#keys.publicKey),
      ],
    });
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    return { cert: certificate.toString('pem'), key: PemConverter.encode(pkcs8, 'PRIVATE KEY'), ca: this.ca };
  }
}

/** Certificates as files, in a folder that goes when it is disposed of. */
export class TestCertificateFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'trivet-certificates-'));

  /** Writes those of `name`, over the ones that are there. */
  write(name: string, { cert, key, ca }: TestCertificate): TestCertificateFiles {
    const files = {
      certFile: join(this.path, `${name}.crt`),
      keyFile: join(this.path, `${name}.key`),
      caFile: join(this.path, 'ca.crt'),
    };
    writeFileSync(files.certFile, cert);
    writeFileSync(files.keyFile, key, { mode: 0o600 });
    writeFileSync(files.caFile, ca);
    return files;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function nameOf(value: string): JsonGeneralName {
  return value.includes('://') ? { type: 'url', value } : { type: 'dns', value };
}

function period({ from, until }: Pick<TestCertificateOptions, 'from' | 'until'>) {
  const now = Date.now();
  return { notBefore: from ?? new Date(now - hourMs), notAfter: until ?? new Date(now + monthMs) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}
