import { randomBytes, randomUUID } from 'node:crypto';
import { AccessTokenIssuer, AccessTokenVerifier, type KeyWrapper, MasterKeyring, newDataKey } from '@trivet/identity';
import { anonymous, decodeGlobalId, type SubgraphRequest, type Viewer } from '@trivet/platform';
import { asUser, startTestHost, type TestHost, type Told, tell } from '@trivet/subgraph/testing';
import { createUsers, schemaPart, type UsersSubgraph, vaultPart } from '../app.ts';
import {
  type IdentitySettings,
  readIdentities,
  readSignIn,
  readThrottling,
  type UsersConfig,
} from '../config/config.ts';

const tokenNames = { issuer: 'trivet', audience: 'trivet' } as const;

/** The subgraph in this process, on a database of its own, and what tests ask of it again and again. */
export interface UsersStage {
  readonly host: TestHost;
  readonly users: UsersSubgraph;
  readonly accessTokens: AccessTokenVerifier;
  ask(viewer: Viewer, query: string, variables?: object, more?: Partial<SubgraphRequest>): Promise<Told>;
  register(input?: Partial<Registration>): Promise<Told>;
  /** Another process of the same installation, which works too; `told`: what it is told otherwise. The test stops it. */
  startAnother(told?: Partial<UsersConfig>): Promise<UsersSubgraph>;
  /** Registered, and nobody's session: who asks is decided by the test. His address is verified, unless it says otherwise. */
  person(input?: Partial<Registration>, options?: { readonly verified: boolean }): Promise<Person>;
  stop(): Promise<void>;
}

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
}

export interface Person extends Registration {
  /** As the database has it. */
  readonly id: string;
  /** As if he had proved who he is a moment ago, whenever that is. */
  readonly viewer: Viewer;
}

export const registerDocument = /* GraphQL */ `
  mutation ($input: UserRegisterInput!) {
    userRegister(input: $input) { user { id displayName } userErrors { code path } }
  }
`;

export function newRegistration(input: Partial<Registration> = {}): Registration {
  const unique = randomBytes(6).toString('hex');
  return { email: `ada-${unique}@example.com`, password: `correct-horse-${unique}`, displayName: 'Ada', ...input };
}

/** The UUID behind an id that was given out. */
export function uuidOf(id: string): string {
  const decoded = decodeGlobalId(id);
  if (!decoded) throw new Error(`${id} is not an id.`);
  return decoded.uuid;
}

/** `environment`: limits of a test's own. */
export async function startUsers(
  name: string,
  {
    environment = {},
    identities = readIdentities({}),
    keyWrapper = new MasterKeyring({ primary: newDataKey() }),
  }: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly identities?: IdentitySettings;
    readonly keyWrapper?: KeyWrapper;
  } = {},
): Promise<UsersStage> {
  const host = await startTestHost({ name, key: 'users', parts: [schemaPart, vaultPart] });
  const { database, clock } = host;
  const key = { ...host.viewerTokenKey, kid: 'access' };
  const config: UsersConfig = {
    databaseUrl: database.urlFor(schemaPart.role),
    vaultDatabaseUrl: database.urlFor(vaultPart.role),
    role: 'all',
    keyWrapper,
    lookupKey: newDataKey(),
    accessTokens: { key, ...tokenNames },
    viewerTokens: host.verifierFor('users'),
    logRetentionDays: 30,
    audit: { key: { ...host.viewerTokenKey, kid: 'audit' }, otherKeys: [], retentionDays: 400 },
    accountDeletionDays: 14,
    throttling: readThrottling(environment),
    signIn: readSignIn(environment),
    identities,
  };
  const start = async (told: Partial<UsersConfig> = {}) => {
    const users = createUsers({ ...config, ...told }, host);
    await users.start();
    return users;
  };
  const users = await start();
  const publicKeys = new AccessTokenIssuer({ key, ...tokenNames, clock }).publicKeys();

  const ask: UsersStage['ask'] = (viewer, query, variables, more) => tell(users, viewer, query, { ...variables }, more);
  const register: UsersStage['register'] = (input) =>
    ask(anonymous, registerDocument, { input: newRegistration(input) });
  return {
    host,
    users,
    accessTokens: new AccessTokenVerifier({ keys: async () => publicKeys, ...tokenNames, clock }),
    ask,
    register,
    startAnother: start,
    async person(input, { verified } = { verified: true }) {
      const registration = newRegistration(input);
      const { data } = await register(registration);
      const id = uuidOf(data.userRegister.user.id);
      // By hand: how it comes about is a test of its own.
      if (verified) await host.admin`update users.users set email_verified = true where id = ${id}`;
      const sessionId = randomUUID();
      return {
        ...registration,
        id,
        get viewer() {
          return asUser(id, sessionId, clock.now());
        },
      };
    },
    async stop() {
      await users.stop();
      await host.stop();
    },
  };
}
