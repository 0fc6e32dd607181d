import { generateKeyPairSync } from 'node:crypto';
import { ConfigError } from '@trivet/platform';
import { TestAuthority, TestCertificateFolder } from '@trivet/platform/tls/testing';
import { describe, expect, it } from 'vitest';
import { readRouterConfig, readRouterProcessConfig } from './config.ts';

const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const environment = {
  SUBGRAPH_URLS: 'users=http://127.0.0.1:4001, core=http://core.internal/graph/',
  VIEWER_TOKEN_KEY: JSON.stringify(key),
};

describe('the configuration', () => {
  it('needs nothing for a router beside its subgraphs', () => {
    expect(readRouterConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      corsOrigins: [],
      trustedProxies: [],
      bodyLimitBytes: 1048576,
    });
  });

  it('knows subgraphs by name, and finds the keys with users', () => {
    const config = readRouterProcessConfig(environment);
    expect([...config.subgraphUrls]).toEqual([
      ['users', 'http://127.0.0.1:4001'],
      ['core', 'http://core.internal/graph'],
    ]);
    expect(config).toMatchObject({ jwksUrl: 'http://127.0.0.1:4001/.well-known/jwks.json', explorer: true });
    expect(config.subgraphTimeoutMs).toBeLessThan(config.operationTimeoutMs);
    expect(config.supergraphFile).toMatch(/schema\/supergraph\.graphql$/);
  });

  it('has mutual TLS with all of its settings, and with a port for subgraphs, or not at all', async () => {
    using folder = new TestCertificateFolder();
    const files = folder.write('router', await (await TestAuthority.create()).issue({ names: ['router'] }));
    const settings = {
      TLS_CERT_FILE: files.certFile,
      TLS_KEY_FILE: files.keyFile,
      TLS_CA_FILE: files.caFile,
      TLS_ALLOWED_CLIENTS: 'users,core',
    };
    const secure = { ...environment, SUBGRAPH_URLS: 'users=https://127.0.0.1:4001' };
    expect(readRouterProcessConfig(secure).peers).toBeUndefined();
    expect(readRouterProcessConfig({ ...secure, ...settings, INTERNAL_PORT: '4443' }).peers).toMatchObject({
      internalPort: 4443,
      tls: { allowedClients: ['users', 'core'] },
    });
    expect(() => readRouterProcessConfig({ ...secure, ...settings })).toThrow('INTERNAL_PORT: is required');
    expect(() => readRouterProcessConfig({ ...secure, INTERNAL_PORT: '4443' })).toThrow('INTERNAL_PORT: takes TLS');
    const plain = { ...environment, ...settings, INTERNAL_PORT: '4443' };
    expect(() => readRouterProcessConfig(plain)).toThrow('SUBGRAPH_URLS: must begin with https://');
  });

  it('names everything that is wrong at once, and no value', () => {
    const { d: _secret, ...publicKey } = key;
    const wrong = {
      PORT: 'seventy',
      SUBGRAPH_URLS: 'users:secret@host',
      VIEWER_TOKEN_KEY: JSON.stringify(publicKey),
      CORS_ORIGINS: 'https://app.example.com/path',
      TRUSTED_PROXIES: '10.0.0.0/8, 10.0.0.256',
      EXPLORER: 'maybe',
      SUBGRAPH_TIMEOUT_MS: '10s',
    };
    const error = problemsOf(wrong);
    for (const name of Object.keys(wrong)) expect(error.message).toContain(`${name}: `);
    for (const value of Object.values(wrong)) expect(error.message).not.toContain(value);
  });

  it.each(['users=ftp://x', 'users=http://a,users=http://b', '=http://a', 'users'])(
    'takes no "%s" for subgraphs',
    (urls) => {
      expect(problemsOf({ ...environment, SUBGRAPH_URLS: urls }).problems).toHaveLength(1);
    },
  );

  it('asks for the keys where no subgraph is called users', () => {
    const error = problemsOf({ ...environment, SUBGRAPH_URLS: 'core=http://127.0.0.1:4002' });
    expect(error.message).toContain('JWKS_URL');
  });

  it('knows who keeps the sessions, or that nobody does', () => {
    expect(readRouterProcessConfig(environment).sessionSubgraph).toBe('users');
    expect(readRouterProcessConfig({ ...environment, SESSION_SUBGRAPH: 'core' }).sessionSubgraph).toBe('core');
    expect(readRouterProcessConfig({ ...environment, SESSION_SUBGRAPH: 'none' }).sessionSubgraph).toBeUndefined();
    const elsewhere = {
      ...environment,
      SUBGRAPH_URLS: 'core=http://127.0.0.1:4002',
      JWKS_URL: 'http://127.0.0.1/jwks',
    };
    expect(problemsOf(elsewhere).problems).toEqual([expect.stringContaining('SESSION_SUBGRAPH')]);
  });
});

function problemsOf(wrong: Readonly<Record<string, string>>): ConfigError {
  try {
    readRouterProcessConfig(wrong);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was taken.');
}
