import { AppError, type Viewer } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { createAuthenticate } from './authentication.ts';

const person = { kind: 'user', userId: 'u', sessionId: 's' } as const;
const accessTokens = { verify: async () => person };
const viewerTokensOf = (viewer: Viewer) => ({ verify: async () => viewer });

const refused = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('who asks', () => {
  it('is nobody without a header', async () => {
    expect(await createAuthenticate({ accessTokens })(undefined)).toEqual({ kind: 'anonymous' });
  });

  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER  a.b.c '])('is a person with "%s"', async (header) => {
    expect(await createAuthenticate({ accessTokens })(header)).toEqual(person);
  });

  it.each(['', 'Bearer', 'Bearer ', 'a.b.c', 'Basic a', 'Bearer a b', `Bearer ${'x'.repeat(9000)}`])(
    'cannot be known from "%s"',
    async (header) => {
      await expect(createAuthenticate({ accessTokens })(header)).rejects.toEqual(refused);
    },
  );

  it('is a subgraph, or a person on whose behalf it acts', async () => {
    const service = { kind: 'service', service: 'notifications' } as const;
    expect(await createAuthenticate({ accessTokens, viewerTokens: viewerTokensOf(service) })('Viewer a.b.c')).toEqual(
      service,
    );
    expect(await createAuthenticate({ accessTokens, viewerTokens: viewerTokensOf(person) })('Viewer a.b.c')).toEqual(
      person,
    );
  });

  it('is nobody whose session has ended, be that known or only found out', async () => {
    const refusal = new AppError('UNAUTHENTICATED', 'The session has ended.');
    const known = () => {
      throw refusal;
    };
    const asked = () => Promise.reject(refusal);
    for (const require of [known, asked]) {
      await expect(createAuthenticate({ accessTokens, sessions: { require } })('Bearer a.b.c')).rejects.toBe(refusal);
    }
    expect(await createAuthenticate({ accessTokens, sessions: { require: () => undefined } })('Bearer a.b.c')).toEqual(
      person,
    );
  });

  it('is never nobody with a viewer token', async () => {
    const authenticate = createAuthenticate({ accessTokens, viewerTokens: viewerTokensOf({ kind: 'anonymous' }) });
    await expect(authenticate('Viewer a.b.c')).rejects.toEqual(refused);
  });

  it('is no subgraph where subgraphs are in the same process', async () => {
    await expect(createAuthenticate({ accessTokens })('Viewer a.b.c')).rejects.toBeInstanceOf(AppError);
  });
});
