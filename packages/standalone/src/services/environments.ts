import { join } from 'node:path';
import { bulkVariables, fileVariables, resourceRetentionVariables, searchVariables } from '@trivet/core/config';
import { mailVariables, pushVariables, smsVariables } from '@trivet/notifications/config';
import { identityVariables, signInVariables, throttlingVariables } from '@trivet/users/config';
import { inheritedEnvironment, type StandaloneConfig } from '../config/config.ts';
import type { Installation } from '../installation/installation.ts';
import {
  auditKeysOf,
  deviceKeyOf,
  fileLinkKeyOf,
  retiredKeys,
  suppressionKeyOf,
  tokenNames,
  unsubscribeKeyOf,
} from '../standalone.ts';

export const subgraphNames = ['users', 'core', 'notifications'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** `internal`: where the router serves subgraphs, with TLS. */
export type Ports = Readonly<Record<SubgraphName | 'router', number> & { internal?: number }>;

/** As the router's own configuration reads them. */
function routerSettings({ router, subgraphTimeoutMs }: StandaloneConfig): Record<string, string> {
  return {
    HOST: router.host,
    CORS_ORIGINS: router.corsOrigins.join(','),
    TRUSTED_PROXIES: router.trustedProxies.join(','),
    BODY_LIMIT: String(router.bodyLimitBytes),
    OPERATION_TIMEOUT_MS: String(router.operationTimeoutMs),
    MAX_TOKENS: String(router.maxTokens),
    MAX_DEPTH: String(router.maxDepth),
    SESSION_SILENCE_MS: String(router.sessionSilenceMs),
    ...(subgraphTimeoutMs !== undefined && { SUBGRAPH_TIMEOUT_MS: String(subgraphTimeoutMs) }),
  };
}

/** Who asks whom. */
const allowedClients: Readonly<Record<SubgraphName | 'router', string>> = {
  router: 'users,core,notifications',
  users: 'router,core,notifications',
  core: 'router',
  notifications: 'router',
};

function tlsSettings({ tlsDirectory }: StandaloneConfig, name: SubgraphName | 'router'): Record<string, string> {
  if (tlsDirectory === undefined) return {};
  return {
    TLS_CERT_FILE: join(tlsDirectory, `${name}.crt`),
    TLS_KEY_FILE: join(tlsDirectory, `${name}.key`),
    TLS_CA_FILE: join(tlsDirectory, 'ca.crt'),
    TLS_ALLOWED_CLIENTS: allowedClients[name],
  };
}

/** What each process of an installation is told: its own secrets and no other's. */
export function environments(
  config: StandaloneConfig,
  { keys, urls }: Pick<Installation, 'keys' | 'urls'>,
  ports: Ports,
): Readonly<Record<SubgraphName | 'router', Record<string, string>>> {
  const scheme = config.tlsDirectory === undefined ? 'http' : 'https';
  const urlOf = (name: SubgraphName) => `${scheme}://127.0.0.1:${ports[name]}`;
  const common = {
    ...inheritedEnvironment(),
    NODE_ENV: 'production',
    LOG_LEVEL: config.logLevel,
    EXECUTOR: config.router.executor,
    VIEWER_TOKEN_KEY: JSON.stringify(keys.viewerToken),
    ACCESS_TOKEN_ISSUER: tokenNames.issuer,
    ACCESS_TOKEN_AUDIENCE: tokenNames.audience,
    SHUTDOWN_DEADLINE_MS: '1200',
  };
  const subgraph = (name: SubgraphName) => ({
    ...common,
    ...tlsSettings(config, name),
    PORT: String(ports[name]),
    BUS_DATABASE_URL: urls.bus,
    DATABASE_URL: urls[name],
    ROUTER_URL: `${scheme}://127.0.0.1:${scheme === 'https' ? ports.internal : ports.router}`,
    USERS_URL: urlOf('users'),
  });
  return {
    users: {
      ...subgraph('users'),
      VAULT_DATABASE_URL: urls.vault,
      MASTER_KEY: keys.master,
      MASTER_OTHER_KEYS: (keys.retiredMasters ?? []).map(({ key }) => key).join(','),
      LOOKUP_KEY: keys.lookup,
      ACCESS_TOKEN_KEY: JSON.stringify(keys.accessToken),
      ACCESS_TOKEN_OTHER_KEYS: JSON.stringify({ keys: retiredKeys(keys) }),
      AUDIT_KEY: JSON.stringify(keys.audit),
      AUDIT_OTHER_KEYS: JSON.stringify({ keys: auditKeysOf(keys).otherKeys }),
      AUDIT_RETENTION_DAYS: String(config.auditRetentionDays),
      ACCOUNT_DELETION_DAYS: String(config.accountDeletionDays),
      ...throttlingVariables(config.throttling),
      ...signInVariables(config.signIn),
      ...identityVariables(config.identities),
    },
    core: {
      ...subgraph('core'),
      ...resourceRetentionVariables(config.resources),
      ...fileVariables(config.files),
      ...searchVariables(config.search),
      ...bulkVariables(config.bulk),
      FILE_LINK_KEY: fileLinkKeyOf(keys).toString('base64'),
      PUBLIC_ORIGIN: config.publicOrigin,
    },
    notifications: {
      ...subgraph('notifications'),
      ...mailVariables(config.mail),
      ...config.email.variables,
      ...pushVariables(config.push),
      ...smsVariables(config.sms),
      UNSUBSCRIBE_KEY: unsubscribeKeyOf(keys).toString('base64'),
      DEVICE_KEY: deviceKeyOf(keys).toString('base64'),
      SUPPRESSION_KEY: suppressionKeyOf(keys).toString('base64'),
    },
    router: {
      ...common,
      ...routerSettings(config),
      ...tlsSettings(config, 'router'),
      ...(scheme === 'https' && { INTERNAL_PORT: String(ports.internal) }),
      PORT: String(ports.router),
      EXPLORER: config.explorer ? 'on' : 'off',
      MAILBOX: config.mail.sender === 'mailbox' ? 'on' : 'off',
      SUBGRAPH_URLS: subgraphNames.map((name) => `${name}=${urlOf(name)}`).join(','),
    },
  };
}
