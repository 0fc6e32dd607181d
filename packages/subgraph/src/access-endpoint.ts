import type { AccessSource, Grants, Permission, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { AppError, type HttpRoute } from '@trivet/platform';
import { Pool } from 'undici';
import { z } from 'zod';

const path = '/internal/access';
const timeoutMs = 5_000;
const maxUserIds = 1000;

const questionShape = z.object({ userIds: z.array(z.uuid()).max(maxUserIds) });
const answerShape = z.object({ grants: z.array(z.array(z.tuple([z.uuid(), z.array(z.string())]))) });

/** Where other processes ask who may do what. Answers services only. */
export function accessRoute(source: AccessSource, tokens: ViewerTokenVerifier): HttpRoute {
  return {
    audience: 'internal',
    method: 'POST',
    path,
    async handle({ headers, body }) {
      const token = /^Bearer (\S+)$/.exec(String(headers['authorization'] ?? ''))?.[1] ?? '';
      const viewer = await tokens.verify(token).catch(() => null);
      if (viewer?.kind !== 'service') return { status: 401, body: '' };
      const question = questionShape.safeParse(body);
      if (!question.success) return { status: 400, body: '' };
      const grants = await source.find(question.data.userIds);
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grants: grants.map((held) => [...held].map(([id, permissions]) => [id, [...permissions]])),
        }),
      };
    },
  };
}

/** The other half: asks the process of the users subgraph, up to 1000 persons in one request. */
export class RemoteAccessSource implements AccessSource {
  readonly #pool: Pool;
  readonly #tokens: ViewerTokenIssuer;
  readonly #service: string;

  constructor(options: { readonly url: string; readonly tokens: ViewerTokenIssuer; readonly service: string }) {
    this.#pool = new Pool(new URL(options.url).origin, {
      connections: 4,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    this.#tokens = options.tokens;
    this.#service = options.service;
  }

  /** @throws {AppError} `SUBGRAPH_UNAVAILABLE`: without an answer nobody may do anything. */
  async find(userIds: readonly string[]): Promise<Grants[]> {
    const batches: Promise<Grants[]>[] = [];
    for (let start = 0; start < userIds.length; start += maxUserIds) {
      batches.push(this.#ask(userIds.slice(start, start + maxUserIds)));
    }
    return (await Promise.all(batches)).flat();
  }

  async #ask(userIds: readonly string[]): Promise<Grants[]> {
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await this.#tokens.issue({ kind: 'service', service: this.#service }, 'users')}`,
        },
        body: JSON.stringify({ userIds }),
      });
      const answer = await body.json();
      if (statusCode !== 200) throw new Error(`users answered ${statusCode}`);
      return answerShape
        .parse(answer)
        .grants.map((held) => new Map(held.map(([id, permissions]) => [id, new Set(permissions as Permission[])])));
    } catch (cause) {
      throw new AppError(
        'SUBGRAPH_UNAVAILABLE',
        'What you may do cannot be checked at the moment. Try again shortly.',
        { cause },
      );
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
