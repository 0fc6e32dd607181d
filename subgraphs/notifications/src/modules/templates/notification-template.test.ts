import { randomUUID } from 'node:crypto';
import { anonymous, globalId, type UserViewer, type Viewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type NotificationsStage, startNotifications } from '../../tests/notifications-fixture.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('templates');
  stage.persons.set('*', { email: 'ada@example.com', displayName: 'Ada' });
});
afterAll(() => stage?.stop());

/** Somebody with an account of his own. */
function editor() {
  const viewer = asUser(randomUUID());
  const uuid = randomUUID();
  stage.access.grant(viewer.userId, uuid, 'owner');
  stage.accounts.set(uuid, { name: 'Engines', members: [] });
  return { viewer, uuid, accountId: globalId('acc', uuid) };
}

type Asked = Pick<ReturnType<typeof editor>, 'accountId'> & { readonly viewer: Viewer };
const content = {
  kind: 'INVITATION',
  locale: 'en',
  subject: 'Join {{ account.name }}',
  body: '[Come]({{ action.url }})',
};
const fields = 'id kind locale subject body version versions { version subject body }';
const errors = 'userErrors { code path message ... on VersionConflict { currentVersion } }';

async function mutate(viewer: Viewer, field: string, input: object, shown: string) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${shown} ${errors} } }`;
  const { data, errors: failures } = await stage.ask(viewer, query, { input });
  return failures?.map(({ extensions }) => extensions['code']) ?? data[field];
}

const upsert = ({ viewer, accountId }: Asked, change: object = {}) =>
  mutate(viewer, 'templateUpsert', { accountId, ...content, ...change }, `template { ${fields} }`);

async function templatesOf({ viewer, accountId }: Asked) {
  const account = `{ __typename: "Account", id: "${accountId}" }`;
  const query = `{ _entities(representations: [${account}]) { ... on Account { notificationTemplates { ${fields} } } } }`;
  return (await stage.ask(viewer, query)).data._entities[0]?.notificationTemplates ?? null;
}

describe('a template', () => {
  it('is kept with what it was before, and what it was can be had back', async () => {
    const ada = editor();
    const { template: first } = await upsert(ada);
    expect(first).toMatchObject({ ...content, version: 1, versions: [] });
    await upsert(ada, { subject: 'Second', expectedVersion: 1 });
    const { template: second } = await upsert(ada, { subject: 'Third', expectedVersion: 2 });
    expect(
      second.versions.map(({ version, subject }: { version: number; subject: string }) => [version, subject]),
    ).toEqual([
      [2, 'Second'],
      [1, content.subject],
    ]);
    const restored = await mutate(
      ada.viewer,
      'templateRestore',
      { id: first.id, version: 1, expectedVersion: 3 },
      `template { ${fields} }`,
    );
    expect(restored.template).toMatchObject({ subject: content.subject, version: 4 });
    expect(await templatesOf(ada)).toEqual([restored.template]);
    await vi.waitFor(async () => {
      const told = (await stage.host.logged()).filter(({ stream }) => stream.account === ada.uuid);
      expect(told.map(({ type, payload }) => [type, payload['version']])).toEqual(
        [1, 2, 3, 4].map((version) => ['notification_template.updated', version]),
      );
    });
  });

  it('forgets what it was twenty changes ago', async () => {
    const ada = editor();
    await upsert(ada);
    for (let version = 1; version <= 22; version += 1)
      await upsert(ada, { subject: `Number ${version + 1}`, expectedVersion: version });
    const [{ versions }] = await templatesOf(ada);
    expect([versions.length, versions[0].version, versions.at(-1).version]).toEqual([20, 22, 3]);
  });

  it('is changed by none who has not seen how it is', async () => {
    const ada = editor();
    await upsert(ada);
    for (const expectedVersion of [null, 2]) {
      const { template, userErrors } = await upsert(ada, { subject: 'Other', expectedVersion });
      expect([template.subject, userErrors[0].code, userErrors[0].currentVersion]).toEqual([
        content.subject,
        'VERSION_CONFLICT',
        1,
      ]);
    }
    const written = await Promise.all(['a', 'b', 'c'].map((subject) => upsert(ada, { subject, expectedVersion: 1 })));
    expect(written.map(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)).sort()).toEqual([
      [],
      ['VERSION_CONFLICT'],
      ['VERSION_CONFLICT'],
    ]);
    const begun = await Promise.all(['a', 'b'].map((subject) => upsert(ada, { subject, locale: 'de' })));
    expect(begun.flatMap(({ userErrors }) => userErrors)).toHaveLength(1);
  });

  it('is gone with what it was when it is removed, and then begins anew', async () => {
    const ada = editor();
    const { template } = await upsert(ada);
    const removed = await mutate(ada.viewer, 'templateRemove', { id: template.id }, 'templateId');
    expect(removed).toEqual({ templateId: template.id, userErrors: [] });
    expect(await templatesOf(ada)).toEqual([]);
    const again = await mutate(ada.viewer, 'templateRemove', { id: template.id }, 'templateId');
    expect(again.userErrors[0]).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'id'] });
    expect((await upsert(ada)).template.version).toBe(1);
  });

  it.each([
    [{ body: 'Dear\n{{ recipient.address }}' }, 'Line 2: there is no "recipient.address".', 'body'],
    [{ body: '{{ announcement.body }}' }, 'Line 1: there is no "announcement.body".', 'body'],
    [{ subject: '{{ token }}' }, 'Line 1: there is no "token".', 'subject'],
    [{ body: '{% include "itself" %}' }, /include/, 'body'],
    [{ body: '{% for i in (1..9) %}{% endfor %}' }, /for/, 'body'],
    [{ body: '[bank.example](https://evil.example/)' }, /another link/, 'body'],
    [{ body: '[Come](javascript:run)' }, /https/, 'body'],
  ])('that cannot be used is refused when it is kept, with where and why: %j', async (change, message, path) => {
    const { template, userErrors } = await upsert(editor(), change);
    expect(template).toBeNull();
    expect(userErrors).toEqual([
      expect.objectContaining({
        code: 'TEMPLATE_INVALID',
        path: ['input', path],
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      }),
    ]);
  });

  it.each([
    [{ subject: 'Hello\r\nBcc: all@example.com' }, 'subject'],
    [{ subject: '' }, 'subject'],
    [{ body: 'a'.repeat(16_385) }, 'body'],
    [{ body: ' ' }, 'body'],
    [{ locale: 'tlh-Klingon-toolong' }, 'locale'],
  ])('is refused where it is no such text: %j', async (change, path) => {
    const { userErrors } = await upsert(editor(), change);
    expect(userErrors).toEqual([expect.objectContaining({ code: 'INVALID_INPUT', path: ['input', path] })]);
  });

  it('is nobody else’s to see or to change', async () => {
    const ada = editor();
    const { template } = await upsert(ada);
    const stranger = editor().viewer;
    const member = asUser(randomUUID());
    stage.access.grant(member.userId, ada.uuid, 'member');
    expect(await upsert({ ...ada, viewer: stranger })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await upsert({ ...ada, viewer: member })).toEqual(['FORBIDDEN']);
    expect(await upsert({ ...ada, viewer: anonymous })).toEqual(['UNAUTHENTICATED']);
    expect(await upsert({ ...ada, viewer: { ...ada.viewer, act: { userId: randomUUID() } } as UserViewer })).toEqual([
      'FORBIDDEN',
    ]);
    for (const viewer of [stranger, member, anonymous]) {
      expect(await templatesOf({ ...ada, viewer })).toBeNull();
      const removing = await mutate(viewer, 'templateRemove', { id: template.id }, 'templateId');
      expect(removing).toEqual(
        viewer === anonymous ? ['UNAUTHENTICATED'] : expect.objectContaining({ templateId: null }),
      );
    }
  });
});

describe('what can be written', () => {
  it('is told with the variables of each kind, and what is so for everybody, which is a template itself', async () => {
    const ada = editor();
    const forms = 'kind variables { path sample } builtIn { locale subject body }';
    const account = `{ __typename: "Account", id: "${ada.accountId}" }`;
    const query = `{ _entities(representations: [${account}]) { ... on Account { notificationTemplateForms { ${forms} } } } }`;
    const [{ notificationTemplateForms }] = (await stage.ask(ada.viewer, query)).data._entities;
    expect(notificationTemplateForms.map(({ kind }: { kind: string }) => kind)).toEqual([
      'INVITATION',
      'RESOURCE_CREATED',
      'ANNOUNCEMENT',
    ]);
    for (const { kind, builtIn } of notificationTemplateForms)
      for (const { locale, subject, body } of builtIn)
        expect((await upsert(ada, { kind, locale, subject, body })).userErrors, `${kind} ${locale}`).toEqual([]);
  });
});

describe('how an account is shown', () => {
  const shown = 'branding { name color logoUrl footer locale version }';
  const update = ({ viewer, accountId }: Asked, change: object) =>
    mutate(viewer, 'accountBrandingUpdate', { accountId, expectedVersion: 0, ...change }, shown);

  it('is what it says at once, and nothing of before', async () => {
    const ada = editor();
    const all = {
      name: 'The Engines',
      color: '#0F766E',
      logoUrl: 'https://engines.example/l.png',
      footer: 'London',
      locale: 'de-at',
    };
    const { branding } = await update(ada, all);
    expect(branding).toEqual({ ...all, color: '#0f766e', locale: 'de-AT', version: 1 });
    const { branding: next } = await update(ada, { name: 'E', expectedVersion: 1 });
    expect(next).toEqual({ name: 'E', color: null, logoUrl: null, footer: null, locale: null, version: 2 });
    const { branding: present, userErrors } = await update(ada, { expectedVersion: 1 });
    expect([present, userErrors[0].code]).toEqual([next, 'VERSION_CONFLICT']);
  });

  it.each([
    [{ color: '#facc15' }, 'color'],
    [{ color: 'red' }, 'color'],
    [{ color: '#4338ca;background:url(//evil.example)' }, 'color'],
    [{ logoUrl: 'http://engines.example/l.png' }, 'logoUrl'],
    [{ logoUrl: 'javascript:alert(1)' }, 'logoUrl'],
    [{ logoUrl: 'https://user:secret@engines.example/' }, 'logoUrl'],
    [{ name: 'a\nb' }, 'name'],
    [{ footer: 'a'.repeat(201) }, 'footer'],
    [{ locale: 'english' }, 'locale'],
  ])('is refused where it could not be seen, or is none: %j', async (change, path) => {
    const { branding, userErrors } = await update(editor(), change);
    expect([branding, userErrors[0].code, userErrors[0].path]).toEqual([null, 'INVALID_INPUT', ['input', path]]);
  });
});

describe('a trial', () => {
  const preview = ({ viewer, accountId }: Asked, change: object = {}) =>
    mutate(viewer, 'templatePreview', { accountId, ...content, ...change }, 'preview { subject html text }');
  const send = ({ viewer, accountId }: Asked, change: object = {}) =>
    mutate(viewer, 'templateTestSend', { accountId, ...content, ...change }, 'queuedAt');
  const mails = () => stage.host.admin<{ recipient: string; subject: string; text: string }[]>`
    select recipient, subject, text from notifications.mailbox order by id`;

  it('shows what a mail would look like, with samples, and keeps nothing', async () => {
    const ada = editor();
    const name = { accountId: ada.accountId, expectedVersion: 0, name: 'The Engines' };
    await mutate(ada.viewer, 'accountBrandingUpdate', name, 'branding { version }');
    const { preview: seen } = await preview(ada, { body: '{{ inviter.name }} waits.\n\n[Come]({{ action.url }})' });
    expect(seen.subject).toBe('[The Engines] Join The Engines');
    expect(seen.text).toContain('Ada Lovelace waits.\n\nCome:\nhttps://app.example.com/link/accept-invitation#sample');
    expect(seen.html).toContain('href="https://app.example.com/link/accept-invitation#sample"');
    expect(await templatesOf(ada)).toEqual([]);
    expect((await preview(ada, { body: '{{ token }}' })).userErrors[0].code).toBe('TEMPLATE_INVALID');
  });

  it('is sent to who asks for it, and to nobody else', async () => {
    const ada = editor();
    stage.persons.set(ada.viewer.userId, { email: 'editor@example.com', displayName: 'Editor' });
    const { queuedAt, userErrors } = await send(ada, { locale: 'de' });
    expect([typeof queuedAt, userErrors]).toEqual(['string', []]);
    const sent = await vi.waitFor(async () => {
      const found = (await mails()).filter(({ recipient }) => recipient === 'editor@example.com');
      expect(found).toHaveLength(1);
      return found[0];
    });
    expect(sent?.subject).toBe('Test: [Engines] Join Engines');
    expect(sent?.text).toMatch(/Hallo Editor,\n\nCome:\nhttps:\/\/app\.example\.com\/link\/accept-invitation#sample\n/);
    await vi.waitFor(async () => {
      const [left] = await stage.host.admin`
        select title, body, payload from notifications.deliveries where user_id = ${ada.viewer.userId} and status = 'sent'`;
      expect(left).toEqual({ title: null, body: null, payload: null });
    });
  });

  it('is not sent to an address that nobody has shown to be his, nor without end', async () => {
    const ada = editor();
    stage.persons.set(ada.viewer.userId, { email: 'other@example.com', emailVerified: false });
    expect((await send(ada)).userErrors[0].code).toBe('EMAIL_NOT_VERIFIED');
    stage.persons.set(ada.viewer.userId, { email: 'other@example.com' });
    for (let sent = 0; sent < 10; sent += 1) expect((await send(ada)).userErrors).toEqual([]);
    expect(await send(ada)).toEqual(['RATE_LIMITED']);
  });
});
