import type { AccessSource, ViewerTokenVerifier } from '@trivet/identity';
import type { HttpRoute } from '@trivet/platform';
import { z } from 'zod';

export const accessPath = '/internal/access';
/** In one question. */
export const maxUserIds = 1000;

const questionShape = z.object({ userIds: z.array(z.uuid()).max(maxUserIds) });
/** What the endpoint answers: the accounts and permissions of each person, in the order of the question. */
export const accessAnswerShape = z.object({ grants: z.array(z.array(z.tuple([z.uuid(), z.array(z.string())]))) });

/** Where other processes ask who may do what. Answers services only. */
export function accessRoute(source: AccessSource, tokens: ViewerTokenVerifier): HttpRoute {
  return {
    audience: 'internal',
    method: 'POST',
    path: accessPath,
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
