import { AppError, type Viewer } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { createAuthenticate } from './authentication.ts';

const person = { kind: 'user', userId: 'u', sessionId: 's', authenticatedAt: new Date() } as const;
const accessTokens = { verifyBearer: async () => person };
const viewerTokensOf = (viewer: Viewer) => ({ verify: async () => viewer });

const nowhere = () => undefined;

const refused = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('who asks', () => {
  it('is nobody without a header', async () => {
    expect(await createAuthenticate({ accessTokens })(undefined, nowhere)).toEqual({ kind: 'anonymous' });
  });

  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER  a.b.c '])('is a person with "%s"', async (header) => {
    expect(await createAuthenticate({ accessTokens })(header, nowhere)).toEqual(person);
  });

  it.each(['', 'Bearer', 'Bearer ', 'a.b.c', 'Basic a', 'Bearer a b', `Bearer ${'x'.repeat(9000)}`])(
    'cannot be known from "%s"',
    async (header) => {
      await expect(createAuthenticate({ accessTokens })(header, nowhere)).rejects.toEqual(refused);
    },
  );

  it('is a subgraph, or a person on whose behalf it acts', async () => {
    const service = { kind: 'service', service: 'notifications' } as const;
    expect(
      await createAuthenticate({ accessTokens, viewerTokens: viewerTokensOf(service) })('Viewer a.b.c', nowhere),
    ).toEqual(service);
    expect(
      await createAuthenticate({ accessTokens, viewerTokens: viewerTokensOf(person) })('Viewer a.b.c', nowhere),
    ).toEqual(person);
  });

  it('is a program with an API key, from where its client is', async () => {
    const key = { kind: 'key', keyId: 'k', owner: { accountId: 'a' }, scopes: [] } as const;
    const asked: unknown[] = [];
    const verify = async (...given: unknown[]) => {
      asked.push(given);
      return key;
    };
    const authenticate = createAuthenticate({ accessTokens, apiKeys: { verify } });
    expect(await authenticate('Bearer trvk_x', () => '192.0.2.1')).toEqual(key);
    expect(await authenticate('Bearer a.b.c', nowhere)).toEqual(person);
    expect(asked).toEqual([['trvk_x', '192.0.2.1']]);
  });

  it('is nobody whose session has ended, be that known or only found out', async () => {
    const refusal = new AppError('UNAUTHENTICATED', 'The session has ended.');
    const known = () => {
      throw refusal;
    };
    const asked = () => Promise.reject(refusal);
    for (const require of [known, asked]) {
      await expect(createAuthenticate({ accessTokens, sessions: { require } })('Bearer a.b.c', nowhere)).rejects.toBe(
        refusal,
      );
    }
    expect(
      await createAuthenticate({ accessTokens, sessions: { require: () => undefined } })('Bearer a.b.c', nowhere),
    ).toEqual(person);
  });

  it('is never nobody with a viewer token', async () => {
    const authenticate = createAuthenticate({ accessTokens, viewerTokens: viewerTokensOf({ kind: 'anonymous' }) });
    await expect(authenticate('Viewer a.b.c', nowhere)).rejects.toEqual(refused);
  });

  it('is no subgraph where subgraphs are in the same process', async () => {
    await expect(createAuthenticate({ accessTokens })('Viewer a.b.c', nowhere)).rejects.toBeInstanceOf(AppError);
  });
});
