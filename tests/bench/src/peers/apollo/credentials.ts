import type { IncomingHttpHeaders } from 'node:http';
import { AccessTokenVerifier, type Keys, publicKeyOf, ViewerTokenIssuer } from '@trivet/identity';
import { systemClock, type Viewer } from '@trivet/platform';
import { tokenNames } from '@trivet/standalone';

/**
 * How who asks reaches the subgraphs. `verify`: the gateway verifies the access token once and signs a viewer token for
 * each subgraph, with the same functions as our router. Otherwise it sends the named headers on as they are.
 */
export type CredentialOptions =
  | { readonly verify: Pick<Keys, 'accessToken' | 'viewerToken'> }
  | { readonly forward: readonly string[] };

export interface GatewayContext {
  readonly request?: { readonly headers: IncomingHttpHeaders; readonly viewer?: Viewer };
}

type Header = readonly [name: string, value: string];

export interface Credentials {
  /** @throws {AppError} for a token that is not valid. */
  contextOf(headers: IncomingHttpHeaders): Promise<GatewayContext>;
  headersFor(context: GatewayContext, subgraph: string): Promise<readonly Header[]>;
}

export function createCredentials(options: CredentialOptions): Credentials {
  return 'verify' in options ? verifying(options.verify) : forwarding(options.forward);
}

function verifying({ accessToken, viewerToken }: Pick<Keys, 'accessToken' | 'viewerToken'>): Credentials {
  const verifier = new AccessTokenVerifier({
    keys: async () => ({ keys: [{ ...publicKeyOf(accessToken), alg: 'EdDSA' }] }),
    ...tokenNames,
    clock: systemClock,
  });
  const issuer = new ViewerTokenIssuer({ key: viewerToken, issuer: 'router', clock: systemClock });
  return {
    async contextOf(headers) {
      return { request: { headers, viewer: await verifier.verify(bearerTokenOf(headers.authorization)) } };
    },
    async headersFor({ request }, subgraph) {
      return request?.viewer ? [['authorization', `Bearer ${issuer.issue(request.viewer, subgraph)}`]] : [];
    },
  };
}

function forwarding(names: readonly string[]): Credentials {
  return {
    contextOf: async (headers) => ({ request: { headers } }),
    headersFor: async ({ request }) =>
      names.flatMap((name) => {
        const value = request?.headers[name];
        return typeof value === 'string' ? [[name, value] as const] : [];
      }),
  };
}

/** The token of `Authorization: Bearer …`, or the empty string. */
export function bearerTokenOf(header: string | undefined): string {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? '';
}
