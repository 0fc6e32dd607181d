import { randomUUID } from 'node:crypto';
import { buildSchema, globalId, type UserViewer, type Viewer } from '@trivet/platform';
import {
  type GraphQLInputType,
  type GraphQLObjectType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { whileImpersonating } from '../../api/impersonation.ts';
import { typeDefs } from '../../app.ts';
import { administrator, control } from '../../tests/administrators-fixture.ts';
import { exported, trailsCaughtUp, verdictOn } from '../../tests/audit-fixture.ts';
import { mailsTo } from '../../tests/mails.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { announced, signedIn } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let root: Person;
beforeAll(async () => {
  stage = await startUsers('impersonation');
  root = await administrator(stage);
});
afterAll(() => stage?.stop());

const impersonateDocument = /* GraphQL */ `
  mutation ($userId: ID!, $reason: String!) {
    sessionImpersonate(input: { userId: $userId, reason: $reason }) {
      accessToken expiresAt session { id expiresAt isImpersonation } user { id email } userErrors { code }
    }
  }
`;
const impersonate = async (by: Viewer, { id }: Pick<Person, 'id'>, reason = 'he asked for help') => {
  const { data, errors } = await stage.ask(by, impersonateDocument, { userId: globalId('usr', id), reason });
  return errors ? { failed: errors[0]?.extensions?.['code'] } : data.sessionImpersonate;
};
const outcomeOf = async (by: Viewer, person: Pick<Person, 'id'>, reason?: string) => {
  const { failed, userErrors } = await impersonate(by, person, reason);
  return failed ?? userErrors[0]?.code ?? 'begun';
};
/** An administrator in the place of somebody. */
async function inPlaceOf(person: Pick<Person, 'id'>, by: Viewer = root.viewer): Promise<UserViewer> {
  return stage.accessTokens.verify((await impersonate(by, person)).accessToken);
}
const isActive = async ({ userId, sessionId }: UserViewer) => {
  const document = 'query ($userId: ID!, $sessionId: ID!) { _sessionIsActive(userId: $userId, sessionId: $sessionId) }';
  const router: Viewer = { kind: 'service', service: 'router' };
  return (await stage.ask(router, document, { userId, sessionId })).data._sessionIsActive;
};

describe('an administrator in the place of a person', () => {
  it('has a token for ten minutes that says who acts, and no other; the person has proved nothing by it', async () => {
    const ada = await stage.person();
    const { accessToken, expiresAt, session, user } = await impersonate(root.viewer, ada);
    const viewer = await stage.accessTokens.verify(accessToken);
    expect(viewer).toMatchObject({ userId: ada.id, act: { userId: root.id }, sessionId: uuidOf(session.id) });
    expect(viewer.authenticatedAt).toEqual(new Date(0));
    const end = Math.floor(stage.host.clock.now().getTime() / 1000) * 1000 + 600_000;
    expect([Date.parse(expiresAt), viewer.endsAt?.getTime()]).toEqual([end, end]);
    // As himself he sees of the person what others see.
    expect(user).toEqual({ id: globalId('usr', ada.id), email: null });
    expect((await stage.ask(viewer, '{ viewer { id email } }')).data.viewer).toEqual({
      id: globalId('usr', ada.id),
      email: ada.email,
    });
  });

  it('is one for who administers the platform, of late proved himself and says why; not of his kind, nor of the locked', async () => {
    const [ada, other] = [await stage.person(), await administrator(stage)];
    expect(await outcomeOf(ada.viewer, root)).toBe('NOT_FOUND');
    expect(await outcomeOf(root.viewer, { id: randomUUID() })).toBe('NOT_FOUND');
    const stale = { ...root.viewer, authenticatedAt: new Date(0) } as Viewer;
    expect(await outcomeOf(stale, ada)).toBe('REAUTHENTICATION_REQUIRED');
    expect(await outcomeOf(root.viewer, ada, ' ')).toBe('INVALID_INPUT');
    expect(await outcomeOf(root.viewer, other)).toBe('INVALID_INPUT');
    expect(await outcomeOf(root.viewer, root)).toBe('INVALID_INPUT');
    await control(stage, root.viewer, { act: 'userLock', userId: ada.id });
    expect(await outcomeOf(root.viewer, ada)).toBe('USER_LOCKED');
    const key: Viewer = { kind: 'key', keyId: randomUUID(), owner: { userId: root.id }, scopes: [] };
    expect(await outcomeOf(key, other)).toBe('FORBIDDEN');
  });

  it('is told of to the person by mail, to him among his sessions, to other administrators, and in the log', async () => {
    const ada = await stage.person();
    const { sessionId } = await inPlaceOf(ada);
    expect(await mailsTo(stage, ada.email, 'impersonated')).toMatchObject([{ recipient: { name: 'Ada' } }]);
    const { viewer } = await signedIn(stage, ada);
    const sessions = (await stage.ask(viewer, '{ viewer { sessions { nodes { id isImpersonation isCurrent } } } }'))
      .data.viewer;
    expect(sessions.sessions.nodes).toEqual([
      { id: globalId('ses', viewer.sessionId), isImpersonation: false, isCurrent: true },
      { id: globalId('ses', sessionId), isImpersonation: true, isCurrent: false },
    ]);
    const acts =
      'query ($id: ID!) { platform { securityEvents(filter: { userId: $id }) { nodes { action reason } } } }';
    const { data } = await stage.ask(root.viewer, acts, { id: globalId('usr', ada.id) });
    expect(data.platform.securityEvents.nodes).toEqual([{ action: 'USER_IMPERSONATED', reason: 'he asked for help' }]);
    expect(await announced(stage, sessionId)).toMatchObject([
      { type: 'session.impersonated', actor: root.id, payload: { userId: ada.id, sessionId, impersonatorId: root.id } },
    ]);
  });

  it('does what the audit trail tells as done by the two of them', async () => {
    const ada = await stage.person();
    const accountId = await accountOf(stage, ada);
    const viewer = await inPlaceOf(ada);
    const rename =
      'mutation ($id: ID!) { accountUpdate(input: { accountId: $id, name: "Helped", expectedVersion: 1 }) { userErrors { code } } }';
    expect((await stage.ask(viewer, rename, { id: accountId })).data.accountUpdate.userErrors).toEqual([]);
    await trailsCaughtUp(stage);
    const trail = 'query ($id: ID!) { account(id: $id) { auditLog { nodes { action actor { id } impersonatorId } } } }';
    const actor = { id: globalId('usr', ada.id) };
    expect((await stage.ask(ada.viewer, trail, { id: accountId })).data.account.auditLog.nodes).toEqual([
      { action: 'account.updated', actor, impersonatorId: globalId('usr', root.id) },
      { action: 'account.created', actor, impersonatorId: null },
    ]);
    const file = await exported(stage, accountId, ada);
    expect(verdictOn(file).faults).toEqual([]);
    expect(file.match(new RegExp(`"impersonatorId":"${root.id}"`, 'g'))).toHaveLength(1);
    // It is covered by the hash: who acted cannot be taken out.
    expect(verdictOn(file.replace(`"impersonatorId":"${root.id}",`, '')).faults).toEqual([
      'Entry 2: it was changed: its content does not give its hash.',
    ]);
  });

  it('may not do what would outlive him, nor what is the person’s alone; of every mutation it is decided', async () => {
    const schema = buildSchema({ typeDefs, resolvers: {} });
    const fields = Object.values((schema.getMutationType() as GraphQLObjectType).getFields());
    const viewer = await inPlaceOf(await stage.person());
    const forbidden: string[] = [];
    for (const { name, args, type } of fields.toSorted(byCost)) {
      const given = args.map(({ name: argument, type: wanted }) => `${argument}: ${literalOf(wanted)}`).join();
      const selection = isLeafType(isNonNullType(type) ? type.ofType : type) ? '' : '{ __typename }';
      const { errors } = await stage.ask(viewer, `mutation { ${name}${given && `(${given})`} ${selection} }`);
      if (errors?.some(({ message }) => message === 'Nobody can do this in the place of another.'))
        forbidden.push(name);
    }
    const listed = Object.entries(whileImpersonating).flatMap(([name, may]) => (may === 'forbidden' ? [name] : []));
    expect(forbidden.sort()).toEqual(listed.sort());
    expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(whileImpersonating).sort());
    for (const name of [
      'passwordChange',
      'totpRemove',
      'passkeyRegister',
      'apiKeyCreate',
      'emailChangeRequest',
      'userErase',
    ])
      expect(forbidden).toContain(name);
    for (const name of [
      'accountTransfer',
      'accountDelete',
      'identityLink',
      'sessionImpersonate',
      'userLock',
      'memberInvite',
    ])
      expect(forbidden).toContain(name);
  });

  it('is no administrator there', async () => {
    const viewer = { ...(await inPlaceOf(await stage.person())), userId: root.id };
    expect((await stage.ask(viewer, '{ platform { __typename } }')).data.platform).toBeNull();
  });
});

describe('an impersonation', () => {
  it('ends by itself, by who began it, and by the person', async () => {
    const ada = await stage.person();
    const [first, second] = [await inPlaceOf(ada), await inPlaceOf(ada)];
    const revoke = (by: Viewer, { sessionId }: UserViewer) =>
      stage.ask(by, 'mutation ($id: ID!) { sessionRevoke(input: { sessionId: $id }) { userErrors { code } } }', {
        id: globalId('ses', sessionId),
      });
    await revoke(first, first);
    expect([await isActive(first), await isActive(second)]).toEqual([false, true]);
    await revoke(ada.viewer, second);
    expect(await isActive(second)).toBe(false);
    const third = await inPlaceOf(ada);
    stage.host.clock.advance(600_000);
    expect(await isActive(third)).toBe(false);
  });

  it('ends with who began it: when he is locked out or signed out, and no other’s does', async () => {
    for (const act of ['userLock', 'userForceSignOut'] as const) {
      const [ada, grace, helper] = [await stage.person(), await stage.person(), await administrator(stage)];
      const places = [await inPlaceOf(ada, helper.viewer), await inPlaceOf(grace, helper.viewer)];
      const mine = await inPlaceOf(ada);
      expect(await control(stage, root.viewer, { act, userId: helper.id })).toBe('done');
      expect(await Promise.all([...places, mine].map(isActive)), act).toEqual([false, false, true]);
      const told = await Promise.all(places.map(({ sessionId }) => announced(stage, sessionId)));
      expect(told.map((events) => events.map(({ type }) => type))).toEqual(
        Array(2).fill(['session.impersonated', 'session.revoked']),
      );
    }
  });

  it('ends within a second when who began it signs out, whichever of his sessions that is, and no other’s does', async () => {
    const [ada, helper] = [await stage.person(), await administrator(stage)];
    const other = await signedIn(stage, helper);
    const endings = [
      (id: string) =>
        stage.ask(helper.viewer, `mutation { sessionRevoke(input: { sessionId: "${id}" }) { userErrors { code } } }`),
      () => stage.ask(helper.viewer, 'mutation { sessionRevokeAll { revokedCount } }'),
    ];
    for (const end of endings) {
      const [place, mine] = [await inPlaceOf(ada, helper.viewer), await inPlaceOf(ada)];
      await end(other.id);
      await vi.waitFor(async () => expect(await isActive(place)).toBe(false), { timeout: 10_000 });
      expect(await isActive(mine)).toBe(true);
    }
    // Nor does he begin another with a session that has ended.
    expect(await outcomeOf(helper.viewer, ada)).toBe('SECOND_FACTOR_REQUIRED');
  });

  it('does not begin beside the sign-out of who begins it, however the two meet', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [ada, helper] = [await stage.person(), await administrator(stage)];
      await Promise.all([
        impersonate(helper.viewer, ada),
        stage.ask(helper.viewer, 'mutation { sessionRevokeAll { revokedCount } }'),
        impersonate(helper.viewer, ada),
      ]);
      await vi.waitFor(
        async () => {
          const open = await stage.host.admin`
          select id from users.sessions where impersonator_id = ${helper.id} and revoked_at is null`;
          expect(open).toHaveLength(0);
        },
        { timeout: 10_000 },
      );
    }
  });

  it('does not begin beside the lock of who begins it, however the two meet', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [ada, helper] = [await stage.person(), await administrator(stage)];
      await Promise.all([
        impersonate(helper.viewer, ada),
        control(stage, root.viewer, { act: 'userLock', userId: helper.id }),
        impersonate(helper.viewer, ada),
      ]);
      const open = await stage.host.admin`
        select id from users.sessions where impersonator_id = ${helper.id} and revoked_at is null`;
      expect(open).toHaveLength(0);
    }
  });
});

/** What ends the session that asks comes last. */
function byCost({ name: one }: { readonly name: string }, { name: other }: { readonly name: string }): number {
  return Number(one === 'sessionRevoke') - Number(other === 'sessionRevoke');
}

/** Anything that is accepted as a value of the type. */
function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return `[${literalOf(type.ofType)}]`;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${required.map(({ name, type: wanted }) => `${name}: ${literalOf(wanted)}`).join(', ')} }`;
  }
  const literals: Readonly<Record<string, string>> = {
    ID: '"none"',
    String: '"none"',
    EmailAddress: '"nobody@example.com"',
    Int: '1',
    Boolean: 'true',
    JSON: '{}',
    MemberRole: 'VIEWER',
  };
  const literal = literals[type.name];
  if (literal === undefined) throw new Error(`There is no value of ${type.name} here yet.`);
  return literal;
}
