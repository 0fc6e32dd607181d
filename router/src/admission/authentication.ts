import { type AccessTokenVerifier, apiKeyPrefix, type ViewerTokenVerifier } from '@trivet/identity';
import { AppError, anonymous, type Viewer } from '@trivet/platform';
import type { ApiKeys } from './api-keys.ts';
import type { Sessions } from './sessions.ts';

/**
 * Who asks, by the value of `Authorization`; anonymous where there is none. `from` tells the client's address, for
 * credentials that are not good from everywhere.
 * Rejects with `UNAUTHENTICATED` (an `AccessTokenExpiredError` where refreshing helps), or `SUBGRAPH_UNAVAILABLE` where
 * it cannot be known at the moment.
 */
export type Authenticate = (authorization: string | undefined, from: () => string | undefined) => Promise<Viewer>;

export interface AuthenticationDeps {
  readonly accessTokens: Pick<AccessTokenVerifier, 'verifyBearer'>;
  /** For tokens whose audience is the router; without it nobody comes as a service. */
  readonly viewerTokens?: Pick<ViewerTokenVerifier, 'verify'> | undefined;
  /** Without it an access token counts until it expires. */
  readonly sessions?: Pick<Sessions, 'require'> | undefined;
  /** Without it there are none. */
  readonly apiKeys?: Pick<ApiKeys, 'verify'> | undefined;
}

/** Longer than any token of ours. */
const maxTokenLength = 8192;

/**
 * `Bearer` with an access token is a person or a service identity, with an API key a program; `Viewer` with a viewer token is
 * a subgraph that asks the graph.
 */
export function createAuthenticate({
  accessTokens,
  viewerTokens,
  sessions,
  apiKeys,
}: AuthenticationDeps): Authenticate {
  return async (authorization, from) => {
    if (authorization === undefined) return anonymous;
    const [, scheme = '', token = ''] = /^(\S+) +(\S+)$/.exec(authorization.trim()) ?? [];
    if (token.length > maxTokenLength) throw malformed();
    switch (scheme.toLowerCase()) {
      case 'bearer': {
        if (apiKeys && token.startsWith(apiKeyPrefix)) return apiKeys.verify(token, from());
        const viewer = await accessTokens.verifyBearer(token, from);
        const asking = sessions?.require(viewer);
        if (asking !== undefined) await asking;
        return viewer;
      }
      case 'viewer':
        if (!viewerTokens) throw malformed();
        return accepted(await viewerTokens.verify(token));
      default:
        throw malformed();
    }
  };
}

/**
 * Only a subgraph can sign for the router, so a person in such a token is one on whose behalf it acts. It never needs a
 * token to act for nobody.
 */
function accepted(viewer: Viewer): Viewer {
  if (viewer.kind === 'anonymous') throw malformed();
  return viewer;
}

function malformed(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'The Authorization header has to be "Bearer", a space, and an access token or an API key.',
  );
}
