import type { ViewerTokenVerifier } from '@trivet/identity';
import type { HttpRoute } from '@trivet/platform';
import { z } from 'zod';
import { type MailSource, mailShape } from './mail.ts';

export const mailPath = '/internal/mails';
/** The one service that is told addresses and tokens. */
const reader = 'notifications';

const questionShape = z.object({ type: z.string().max(100), payload: z.record(z.string(), z.unknown()) });
/** What the endpoint answers. */
export const mailAnswerShape = z.object({ mails: z.array(mailShape) });

/** Where another process asks which mails an event leads to. Answers notifications only. */
export function mailRoute(source: MailSource, tokens: ViewerTokenVerifier): HttpRoute {
  return {
    audience: 'internal',
    method: 'POST',
    path: mailPath,
    async handle({ headers, body }) {
      const token = /^Bearer (\S+)$/.exec(String(headers['authorization'] ?? ''))?.[1] ?? '';
      const viewer = await tokens.verify(token).catch(() => null);
      if (viewer?.kind !== 'service' || viewer.service !== reader) return { status: 401, body: '' };
      const question = questionShape.safeParse(body);
      if (!question.success) return { status: 400, body: '' };
      const mails = await source.find(question.data);
      return {
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify({ mails }),
      };
    },
  };
}
