import { ViewerTokenIssuer } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import { TestAuthority } from '@trivet/platform/tls/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf, takeUntil } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { mailTo } from '../../support/mails.ts';
import { colleagueIn } from '../../support/members.ts';
import { ask, type Person, story } from '../../support/person.ts';
import { ProviderHome } from '../../support/provider-home.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { askBy, InstallationCertificates, parts } from './certificates.ts';

const refusal = /^403$|CERTIFICATE|ALERT|ECONNRESET|EPIPE/;

describe('four processes with mutual TLS', () => {
  let certificates: InstallationCertificates;
  let home: ProviderHome;
  let stack: Stack;
  let ada: Person;
  let accountId: string;

  beforeAll(async () => {
    certificates = await InstallationCertificates.create();
    home = await ProviderHome.start();
    const environment = { TLS_RELOAD_SECONDS: '1', HEALTH_PORT: '0', ...home.environment() };
    stack = await startStack('services', { name: 'mutual tls', environment, tlsDirectory: certificates.path });
    ada = await stack.person('Ada', { verified: true });
    accountId = await ada.account('Analytical Engines');
  });
  afterAll(async () => {
    await stack?.stop();
    await home?.[Symbol.asyncDispose]();
    certificates?.[Symbol.dispose]();
  });

  const logged = (message: string) => stack.logLines().filter((line) => line.message === message);

  it('serve the story: queries over all of them, changes, and what is live', async () => {
    const live = await ada.subscribe(story['ResourceChanged'] as string, {
      accountId,
      after: await headOf(ada, accountId),
    });
    const resourceId = await ada.resource(accountId, 'document', { title: 'Secret' });
    const results = await takeUntil(live, ({ resourceChanged }) => resourceChanged.resourceId === resourceId);
    expect(results.at(-1)?.data?.resourceChanged.resource.createdBy).toMatchObject({ displayName: 'Ada' });
    await live.close();
    await (await colleagueIn(stack, accountId)).resource(accountId);
    await eventually(async () => {
      const { data, errors } = await ada.tell('Dashboard');
      expect(errors).toBeUndefined();
      expect(data.viewer.inbox.nodes.map(({ title }: { title: string }) => title)).toContain('New document');
    });
  });

  it('send mails, sign in with a provider, end sessions, and hand out an export', async () => {
    // What the mail says notifications asks of users, and of the graph.
    await mailTo(stack.url, ada.email, 'Verify your address');
    const brought = await home.bring(stack, home.newLogin());
    const { data } = await ask(
      stack.url,
      'mutation ($input: SessionCreateWithProviderInput!) { sessionCreateWithProvider(input: $input) { user { id } userErrors { code } } }',
      { input: brought },
    );
    expect(data.sessionCreateWithProvider.userErrors).toEqual([]);
    const elsewhere = await ada.signInAgain();
    await ada.revoke(elsewhere);
    await eventually(async () => expect((await elsewhere.tell('Dashboard')).status).toBe(401));

    await ada.ask('mutation { userExport { userErrors { code } } }');
    const link = await eventually(async () => {
      const answer = await ada.ask('{ viewer { dataExport { downloadUrl } } }');
      expect(answer.data.viewer.dataExport.downloadUrl).not.toBeNull();
      return new URL(answer.data.viewer.dataExport.downloadUrl);
    });
    stack.keepSecret(link.searchParams.get('signature') as string);
    const lines = (await (await fetch(`${stack.url}${link.pathname}${link.search}`)).text()).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '').section).toBe('end');
  });

  it('have nothing but TLS between them: no line of a log tells of another URL', () => {
    const serving = parts.slice(1).map((name) => logged(`${name} serves`)[0]?.context['url']);
    expect(serving).toEqual(parts.slice(1).map(() => expect.stringMatching(/^https:/)));
  });

  it('answer nothing to who has no certificate, another authority, or a name that has no business there', async () => {
    const tokens = new ViewerTokenIssuer({ key: stack.keys.viewerToken, issuer: 'router', clock: systemClock });
    const { authority } = certificates;
    const others = await TestAuthority.create('Others');
    const ca = authority.ca;
    const strangers = {
      none: { ca },
      'another authority': { ...(await others.issue({ names: ['router', 'users', 'core', 'notifications'] })), ca },
      expired: await authority.issue({ names: [...parts], until: new Date(Date.now() - 1_000) }),
      'another name': await authority.issue({ names: ['explorer'] }),
    };
    const { users = '', core = '', notifications = '' } = stack.subgraphUrls;
    const viewer = { kind: 'service', service: 'router' } as const;
    const places = [
      ...Object.entries(stack.subgraphUrls).map(([name, url]) => [name, `${url}/graphql`, 'Bearer'] as const),
      ['users', `${users}/internal/access`, 'Bearer'] as const,
      ['users', `${users}/internal/mails`, 'Bearer'] as const,
      ['users', `${users}/.well-known/jwks.json`, 'Bearer'] as const,
      ['core', `${core}/readyz`, 'Bearer'] as const,
      ['notifications', `${notifications}/mailbox`, 'Bearer'] as const,
      ['router', `${stack.internalUrl}/graphql`, 'Viewer'] as const,
    ];
    for (const [what, certificate] of Object.entries(strangers)) {
      for (const [audience, url, scheme] of places) {
        // With a token that is good: the certificate alone decides.
        const authorization = `${scheme} ${tokens.issue(viewer, audience)}`;
        const headers = { 'content-type': 'application/json', authorization };
        const body = '{"query":"{ __typename }"}';
        expect(await askBy(certificate, url, { method: 'POST', headers, body }), `${what}: ${url}`).toMatch(refusal);
      }
    }
    // Subgraphs have no business with each other, but for what users knows.
    const ofCore = await authority.issue({ names: ['core'] });
    expect(await askBy(ofCore, `${notifications}/readyz`)).toBe('403');
    expect(await askBy(ofCore, `${users}/readyz`)).toMatch(/^200/);
  });

  it('believe a subgraph behind its certificate alone: its token is nobody’s where clients are served', async () => {
    const tokens = new ViewerTokenIssuer({ key: stack.keys.viewerToken, issuer: 'core', clock: systemClock });
    const headers = {
      authorization: `Viewer ${tokens.issue({ kind: 'service', service: 'core' }, 'router')}`,
      'content-type': 'application/json',
    };
    const body = '{"query":"{ __typename }"}';
    expect((await ask(stack.url, '{ __typename }', {}, headers)).status).toBe(401);
    const ofCore = await certificates.authority.issue({ names: ['core'] });
    const inside = (more: object) =>
      askBy(ofCore, `${stack.internalUrl}/graphql`, { method: 'POST', headers: { ...headers, ...more }, body });
    expect(await inside({})).toMatch(/^200/);
    expect(await inside({ authorization: `Bearer ${ada.accessToken}` })).toMatch(/^401/);
  });

  it('say on a port of their own, to who has no certificate, that they are ready, and when theirs expires', async () => {
    for (const part of parts) {
      const health = String(logged(`${part} serves`)[0]?.context['health']);
      expect((await fetch(`${health}/readyz`)).status, part).toBe(200);
      const metrics = await (await fetch(`${health}/metrics`)).text();
      expect(metrics, part).toMatch(/^trivet_tls_certificate_expiry_timestamp_seconds 1[0-9]{9}$/m);
      expect((await fetch(`${health}/graphql`, { method: 'POST' })).status, part).toBe(404);
    }
  });

  it('take up other certificates while they are busy, without a failed request and without an end to what is live', async () => {
    const live = await ada.subscribe(story['ResourceChanged'] as string, {
      accountId,
      after: await headOf(ada, accountId),
    });
    let asked = 0;
    let rotating = true;
    const failed: unknown[] = [];
    const lane = async () => {
      while (rotating) {
        const { data, errors } = await ada.tell('Dashboard');
        asked += 1;
        if (errors || !data?.viewer?.inbox) failed.push(errors);
      }
    };
    const lanes = Array.from({ length: 8 }, lane);
    for (let round = 1; round <= 3; round += 1) {
      await certificates.replaceAll();
      await eventually(() => expect(logged('Another certificate is used')).toHaveLength(parts.length * round));
      const before = asked;
      await eventually(() => expect(asked).toBeGreaterThan(before + 50));
    }
    rotating = false;
    await Promise.all(lanes);
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(150);
    const resourceId = await ada.resource(accountId, 'document', { title: 'Afterwards' });
    await takeUntil(live, ({ resourceChanged }) => resourceChanged.resourceId === resourceId);
    await live.close();
    // Not even one that was repeated: nobody was refused by anybody.
    const told = stack.logLines().filter(({ message }) => /^A (?:subgraph did not|process could not)/.test(message));
    expect(told).toEqual([]);
  });

  it('have no part in the graph with a certificate of somebody else, and have it again with their own', async () => {
    const others = await TestAuthority.create('Others');
    await stack.processes.core.kill('SIGTERM');
    certificates.write('core', await others.issue({ names: ['core'] }));
    stack.processes.core.restart();
    await eventually(() => expect(logged('core serves')).toHaveLength(2));
    // It has everything but the certificate: keys, database, address.
    const { data, errors } = await ada.tell('Dashboard');
    expect(data.viewer.accounts.nodes[0]).toMatchObject({ id: accountId, plan: null });
    expect(errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    await eventually(() =>
      expect(stack.logLines().map(({ context }) => JSON.stringify(context))).toContainEqual(
        expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      ),
    );
    certificates.write('core', await certificates.authority.issue({ names: ['core'] }));
    await eventually(async () => {
      const answer = await ada.tell('Dashboard');
      expect(answer.errors).toBeUndefined();
      expect(answer.data.viewer.accounts.nodes[0].plan).not.toBeNull();
    });
  });
});
