import type { Logger } from '@trivet/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Authenticate } from '../admission/authentication.ts';
import type { Sessions } from '../admission/sessions.ts';
import { viewerContext } from '../admission/viewer-context.ts';
import { type ClientResult, codesOf, hasData, responseText } from '../execution/answer.ts';
import type { OperationKind } from '../execution/operations.ts';
import type { EventStreams } from '../live/event-stream.ts';
import type { ReadClient } from './client-info.ts';
import { unsupportedMediaType } from './error-answers.ts';
import { type OperationsByName, operationsFor } from './from-here.ts';
import { type GraphqlParameters, operationNameOf, parametersOfBody, parametersOfSearch } from './graphql-parameters.ts';
import { parseIdempotencyKey } from './idempotency-key.ts';
import { decodeJson } from './json.ts';
import {
  acceptsEvents,
  acceptsParts,
  eventsMediaType,
  graphqlMediaType,
  jsonMediaType,
  negotiateMediaType,
  type ResponseMediaType,
} from './media-types.ts';
import { multipartBody, multipartContentType } from './multipart.ts';
import { RequestError, statusOfCode } from './request-error.ts';

const maxKnownAcceptLength = 500;
const longText = 4_096;

export interface GraphqlEndpointDeps extends OperationsByName {
  readonly authenticate: Authenticate;
  readonly readClient: ReadClient;
  readonly eventStreams: EventStreams;
  /** Without it a stream lasts as long as its client. */
  readonly sessions?: Pick<Sessions, 'onEnded' | 'beginnings' | 'mayHaveMissed'> | undefined;
  readonly logger: Logger;
}

/**
 * `/graphql` by the draft of GraphQL over HTTP: POST with JSON, GET for queries, answers in either media type; and by GraphQL over
 * SSE, for who accepts events.
 */
export function serveGraphql(app: FastifyInstance, deps: GraphqlEndpointDeps): void {
  app.register((endpoint, _options, done) => {
    endpoint.removeAllContentTypeParsers();
    endpoint.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      (request: FastifyRequest, body: Buffer, done) => {
        try {
          requirePlainUtf8(request);
          done(null, body.length === 0 ? undefined : decodeJson(body));
        } catch (error) {
          done(error as Error);
        }
      },
    );
    endpoint.get('/graphql', { exposeHeadRoute: false }, (request, reply) => {
      const begin = request.url.indexOf('?');
      return answer(deps, request, reply, () => parametersOfSearch(begin < 0 ? '' : request.url.slice(begin + 1)));
    });
    endpoint.post('/graphql', (request, reply) => answer(deps, request, reply, () => parametersOfBody(request.body)));
    endpoint.options('/graphql', async (_request, reply) => reply.status(204).header('allow', 'GET, POST').send());
    endpoint.route({
      method: ['HEAD', 'PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      onRequest: async () => {
        throw notAllowed('GET, POST', 'Send GraphQL by POST, or queries by GET.');
      },
      handler: async () => undefined,
    });
    done();
  });
}

async function answer(
  deps: GraphqlEndpointDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  readParameters: () => GraphqlParameters,
): Promise<FastifyReply> {
  const { authenticate, readClient, sessions } = deps;
  const form = formOf(request.headers.accept);
  if (!form) {
    throw new RequestError(
      406,
      'BAD_USER_INPUT',
      `This endpoint answers with ${graphqlMediaType}, ${jsonMediaType} or ${eventsMediaType}.`,
    );
  }
  const parameters = readParameters();
  request.logContext = { operation: operationNameOf(parameters) };
  const toldSince = sessions?.beginnings;
  const viewer = await authenticate(request.headers.authorization, () => readClient(request.raw).address);
  request.logContext = { ...request.logContext, ...viewerContext(viewer) };
  const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key']);

  const operations = operationsFor(request, deps);
  const classified = operations.classify(parameters);
  const kind = classified instanceof Promise ? await classified : classified;
  if (kind === 'mutation' && request.method === 'GET') throw notAllowed('POST', 'Send mutations by POST.');
  if (typeof kind !== 'string') {
    request.logContext = { ...request.logContext, errors: codesOf(kind) };
    if (!comesAsEvents(kind, form)) return send(reply, form, statusOfRefusal(kind, form), kind);
    deps.eventStreams.answer(reply, kind);
    return reply;
  }
  if (comesAsEvents(kind, form)) {
    deps.eventStreams.open(reply, {
      payload: { ...parameters, extensions: { idempotencyKey } },
      isSubscription: kind === 'subscription',
      operations,
      viewer,
      toldSince,
      sessions,
      requestId: request.id,
      client: readClient(request.raw),
      after: lastEventIdOf(request),
      logger: deps.logger,
    });
    return reply;
  }
  if (kind === 'subscription') {
    throw new RequestError(
      400,
      'BAD_USER_INPUT',
      `Subscriptions are served as server-sent events: accept ${eventsMediaType}; or over WebSocket: connect to this path with the subprotocol graphql-transport-ws.`,
    );
  }

  const { stage, result } = await operations.execute({
    ...parameters,
    viewer,
    requestId: request.id,
    idempotencyKey,
    client: kind === 'mutation' ? readClient(request.raw) : undefined,
    takesParts: form.takesParts,
    signal: departureOf(reply),
  });
  if (result.errors) request.logContext = { ...request.logContext, errors: codesOf(result) };
  const wait = waitOf(result);
  if (wait !== undefined) reply.header('retry-after', String(wait));
  const wasAnswered = stage === 'executed' && hasData(result);
  return send(reply, form, wasAnswered ? 200 : statusOfRefusal(result, form), result);
}

/** In which form the client accepts answers. */
interface ResponseForm {
  /** Of whole answers; null where only parts are accepted, which a whole answer can be the only one of. */
  readonly mediaType: ResponseMediaType | null;
  readonly takesParts: boolean;
  readonly takesEvents: boolean;
}

/** By the header, which is one of few in all requests. */
const forms = new LRUCache<string, { readonly form: ResponseForm | null }>({ max: 200 });

function formOf(accept = ''): ResponseForm | null {
  const known = forms.get(accept);
  if (known) return known.form;
  const form = negotiateForm(accept);
  if (accept.length <= maxKnownAcceptLength) forms.set(accept, { form });
  return form;
}

function negotiateForm(accept: string): ResponseForm | null {
  const mediaType = negotiateMediaType(accept);
  const takesParts = acceptsParts(accept);
  const takesEvents = acceptsEvents(accept);
  return mediaType || takesParts || takesEvents ? { mediaType, takesParts, takesEvents } : null;
}

/** Subscriptions; and whatever else, refusals too, where nothing but events is accepted. */
function comesAsEvents(
  kind: OperationKind | ClientResult,
  { mediaType, takesParts, takesEvents }: ResponseForm,
): boolean {
  return takesEvents && (kind === 'subscription' || (mediaType === null && !takesParts));
}

/** What an EventSource sends when it connects again: the id of the last event that it has seen. */
function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function send(reply: FastifyReply, { mediaType }: ResponseForm, status: number, result: ClientResult): FastifyReply {
  reply.status(status).header('cache-control', 'no-store');
  return mediaType === null || result.rest
    ? reply.type(multipartContentType).header('x-accel-buffering', 'no').send(multipartBody(result))
    : reply.type(`${mediaType}; charset=utf-8`).send(payloadOf(responseText(result)));
}

/** A long text would be read twice, once for its length; a short one goes out in one piece with the headers. */
function payloadOf(text: string): string | Buffer {
  return text.length < longText ? text : Buffer.from(text);
}

/** In seconds, of an answer in which nothing went wrong but that too much was asked for: all of it may be asked again then. */
function waitOf({ errors }: ClientResult): number | undefined {
  if (!errors?.every(({ extensions }) => extensions['code'] === 'RATE_LIMITED')) return undefined;
  const waits = errors.map(({ extensions }) => Number(extensions['retryAfterSeconds']));
  const longest = Math.max(...waits.filter((seconds) => Number.isSafeInteger(seconds)));
  return longest > 0 && Number.isFinite(longest) ? longest : undefined;
}

/** Clients of the old media type take any other status for a failure of the transport, so a bad document is a 200 to them. */
function statusOfRefusal({ errors }: ClientResult, { mediaType }: ResponseForm): number {
  const status = statusOfCode(errors?.[0]?.extensions['code']);
  return status === 400 && mediaType !== graphqlMediaType ? 200 : status;
}

/** Aborts when the client goes away before it has its answer, all parts of it. */
function departureOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function requirePlainUtf8({ headers }: FastifyRequest): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if ((charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') || encoding !== 'identity')
    throw unsupportedMediaType();
}

function notAllowed(allow: string, message: string): RequestError {
  return new RequestError(405, 'BAD_USER_INPUT', message, { allow });
}
