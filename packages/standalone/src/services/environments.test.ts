import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Keys, loadOrCreateKeys, MasterKeyring, masterKeyId, newDataKey, rotateMasterKey } from '@trivet/identity';
import { readConfig as readNotificationsConfig } from '@trivet/notifications/config';
import { TestAuthority, TestCertificateFolder } from '@trivet/platform/tls/testing';
import { readRouterProcessConfig } from '@trivet/router/config';
import { readConfig as readUsersConfig } from '@trivet/users/config';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config/config.ts';
import { databaseUrls } from '../installation/installation.ts';
import { environments } from './environments.ts';

function toldBy(environment: Readonly<Record<string, string>>, readKeys: (path: string) => Keys = loadOrCreateKeys) {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-environments-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const installation = {
    keys: readKeys(join(folder, 'keys.json')),
    urls: databaseUrls((role) => `postgres://${role}@127.0.0.1/trivet`),
  };
  const config = readConfig(environment);
  const ports = { router: 4100, users: 4101, core: 4102, notifications: 4103, internal: 4104 };
  return { config, keys: installation.keys, told: environments(config, installation, ports) };
}

function routerConfigOf(environment: Readonly<Record<string, string>>) {
  const { config, told } = toldBy(environment);
  return { config, process: readRouterProcessConfig(told.router) };
}

it('tells the router in a process of its own whatever the router in one process is told', () => {
  const { config, process } = routerConfigOf({
    HOST: '0.0.0.0',
    CORS_ORIGINS: 'https://one.example.com,https://two.example.com',
    BODY_LIMIT: '2000',
    OPERATION_TIMEOUT_MS: '3000',
    SUBGRAPH_TIMEOUT_MS: '1000',
    MAX_TOKENS: '400',
    MAX_DEPTH: '5',
    SESSION_SILENCE_MS: '7000',
    EXECUTOR: 'reference',
    EXPLORER: 'off',
    LOG_LEVEL: 'error',
  });
  // Its own port, and less time to stop than the processes around it have.
  const { port: _port, shutdownDeadlineMs: _deadline, ...told } = config.router;
  expect(process).toMatchObject({ ...told, port: 4100, subgraphTimeoutMs: 1000, explorer: false, logLevel: 'error' });
});

it('leaves what nobody has set to the defaults of the router', () => {
  const { config, process } = routerConfigOf({});
  const { port: _port, shutdownDeadlineMs: _deadline, ...defaults } = config.router;
  expect(process).toMatchObject({ ...defaults, subgraphTimeoutMs: 10_000 });
});

it('tells users how often may be tried what fails and how long a proof is recent and where passkeys are used, and refuses what it cannot read', () => {
  const { config, told } = toldBy({
    SIGN_IN_LIMIT_ADDRESS: '3/60',
    REGISTRATION_LIMIT_NETWORK: '7/1,70/60',
    RECENT_SIGN_IN_SECONDS: '60',
    PORT: '4123',
  });
  expect(readUsersConfig(told.users).throttling).toEqual(config.throttling);
  expect(readUsersConfig(told.users).signIn).toEqual(config.signIn);
  expect(config.signIn.recentSeconds).toBe(60);
  expect(config.signIn.relyingParty).toEqual({ id: 'localhost', origins: ['http://localhost:4123'] });
  expect(config.throttling.signIn.address).toEqual([{ max: 3, seconds: 60 }]);
  expect(() => readConfig({ SIGN_IN_LIMIT: 'often', RECENT_SIGN_IN_SECONDS: '0', PORT: 'none' })).toThrow(
    /PORT: .*SIGN_IN_LIMIT: .*RECENT_SIGN_IN_SECONDS: /s,
  );
});

it('tells users by which master key is wrapped, and by which it was', () => {
  const { keys, told } = toldBy({}, (path) => {
    loadOrCreateKeys(path);
    rotateMasterKey(path, new Date());
    return rotateMasterKey(path, new Date());
  });
  const bytesOf = (key: string) => Buffer.from(key, 'base64');
  const { keyWrapper } = readUsersConfig(told.users);
  expect(keyWrapper.keyId).toBe(masterKeyId(bytesOf(keys.master)));
  const personal = newDataKey();
  for (const { key } of keys.retiredMasters ?? [])
    expect(keyWrapper.unwrap(new MasterKeyring({ primary: bytesOf(key) }).wrap(personal, 'ada'), 'ada')).toEqual(
      personal,
    );
  expect(keys.retiredMasters).toHaveLength(2);
  expect(readUsersConfig(toldBy({}).told.users).keyWrapper).toMatchObject({ otherKeyIds: [] });
});

it('keeps mails in the mailbox and shows it where nobody but this machine is listened to, and nowhere else', () => {
  const local = toldBy({ PORT: '4200', MAIL_LINK: '/do/{action}?token={token}' });
  expect(local.config.mail).toEqual({
    sender: 'mailbox',
    productName: 'Trivet',
    publicOrigin: 'http://localhost:4200',
    linkTemplate: 'http://localhost:4200/do/{action}?token={token}',
    openTemplate: 'http://localhost:4200/open/{id}',
  });
  expect(readNotificationsConfig(local.told.notifications).mail).toEqual(local.config.mail);
  expect(readRouterProcessConfig(local.told.router).mailbox).toBe(true);

  for (const environment of [{ HOST: '0.0.0.0' }, { MAIL_SENDER: 'none' }]) {
    const { told } = toldBy(environment);
    expect(readNotificationsConfig(told.notifications).mail.sender).toBe('none');
    expect(readRouterProcessConfig(told.router).mailbox).toBe(false);
  }
  expect(() => readConfig({ HOST: '0.0.0.0', MAIL_SENDER: 'mailbox' })).toThrow(/MAIL_SENDER: .*secrets/);
  const { router } = toldBy({ HOST: '0.0.0.0' }).told;
  expect(() => readRouterProcessConfig({ ...router, MAILBOX: 'on' })).toThrow(/MAILBOX: .*secrets/);
});

it('tells each process its certificate and who may connect, and has them speak TLS with each other alone', async () => {
  using folder = new TestCertificateFolder();
  const authority = await TestAuthority.create();
  const names = ['router', 'users', 'core', 'notifications'];
  for (const name of names) folder.write(name, await authority.issue({ names: [name] }));
  const { told } = toldBy({ TLS_DIR: folder.path });
  const router = readRouterProcessConfig(told.router);
  expect(router.peers).toMatchObject({ internalPort: 4104, tls: { allowedClients: names.slice(1) } });
  expect([...router.subgraphUrls.values()].every((url) => url.startsWith('https:'))).toBe(true);
  const users = readUsersConfig(told.users).process;
  expect(users).toMatchObject({ routerUrl: 'https://127.0.0.1:4104', usersUrl: 'https://127.0.0.1:4101' });
  expect(users.tls?.allowedClients).toEqual(['router', 'core', 'notifications']);
  expect(readNotificationsConfig(told.notifications).process.tls).toMatchObject({
    allowedClients: ['router'],
    files: { certFile: join(folder.path, 'notifications.crt') },
  });
  expect(readUsersConfig(toldBy({}).told.users).process.tls).toBeUndefined();
});

it.each([
  ['PUBLIC_ORIGIN', 'app.example.com'],
  ['MAIL_LINK', '/do/{action}'],
  ['MAIL_LINK', 'https://evil.example/{action}/{token}'],
  ['MAIL_SENDER', 'pigeon'],
])('takes for %s nothing like "%s", and says so beside what else is wrong', (variable, value) => {
  expect(() => readConfig({ [variable]: value, PORT: 'none' })).toThrow(new RegExp(`PORT: .*${variable}: `, 's'));
});
