import { type HttpRoute, type HttpRouteRequest, type HttpRouteResponse, RateLimitedError } from '@trivet/platform';
import { TokenRequestError } from './service-identity.errors.ts';
import type { ServiceTokenService } from './service-token.service.ts';

export const tokenPath = '/auth/token';
const formType = 'application/x-www-form-urlencoded';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const maxBodyBytes = 16 * 1024;
/** RFC 6749, appendix A.4. */
const scopeShape = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Where service identities get access tokens, as `schema/http/auth.yaml` describes it. */
export function serviceTokenRoute(tokens: ServiceTokenService): HttpRoute {
  return {
    audience: 'public',
    method: 'POST',
    path: tokenPath,
    handle: (request) => answer(tokens, request).catch(refusal),
  };
}

async function answer(
  tokens: ServiceTokenService,
  { headers, client, body }: HttpRouteRequest,
): Promise<HttpRouteResponse> {
  const parameters = parametersOf(headers['content-type'], body);
  const { token, lifetimeSeconds, scopes } = await tokens.issue({ ...requestOf(parameters), client });
  return json(200, {
    access_token: token,
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    scope: scopes.join(' '),
  });
}

type Parameters = ReadonlyMap<string, string>;

/** RFC 6749, section 3.2: none comes twice, and one without a value is as if it were not there. */
function parametersOf(contentType: string | string[] | undefined, body: unknown): Parameters {
  const [type = ''] = String(contentType).split(';');
  if (type.trim().toLowerCase() !== formType || !Buffer.isBuffer(body))
    throw invalidRequest(`The body has to be ${formType}.`);
  if (body.length > maxBodyBytes) throw invalidRequest('The body is too long.');
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (parameters.has(name)) throw invalidRequest('A parameter comes twice.');
    parameters.set(name, value);
  }
  return new Map([...parameters].filter(([, value]) => value !== ''));
}

function requestOf(parameters: Parameters) {
  const grantType = parameters.get('grant_type');
  if (grantType === undefined) throw invalidRequest('"grant_type" is missing.');
  if (grantType !== 'client_credentials') {
    throw new TokenRequestError('unsupported_grant_type', 'The grant type is client_credentials.');
  }
  // RFC 6749, section 2.3: a client proves itself in one way.
  if (parameters.has('client_secret'))
    throw invalidRequest('A client proves itself by an assertion, and has no secret.');
  const assertion = parameters.get('client_assertion');
  if (assertion === undefined || parameters.get('client_assertion_type') !== assertionType) {
    throw invalidRequest(`"client_assertion" is needed, with the "client_assertion_type" ${assertionType}.`);
  }
  const scope = parameters.get('scope');
  if (scope !== undefined && !scopeShape.test(scope)) {
    throw new TokenRequestError('invalid_scope', '"scope" holds names with single spaces between them.');
  }
  return { assertion, clientId: parameters.get('client_id'), scopes: scope?.split(' ') };
}

function refusal(error: unknown): HttpRouteResponse {
  if (error instanceof RateLimitedError) {
    const body = { error: 'temporarily_unavailable', error_description: error.message };
    return json(429, body, { 'retry-after': String(error.retryAfterSeconds) });
  }
  if (!(error instanceof TokenRequestError)) throw error;
  const { code, message } = error;
  return json(code === 'invalid_client' ? 401 : 400, { error: code, error_description: message });
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpRouteResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache', ...headers },
    body: JSON.stringify(body),
  };
}

function invalidRequest(message: string): TokenRequestError {
  return new TokenRequestError('invalid_request', message);
}
