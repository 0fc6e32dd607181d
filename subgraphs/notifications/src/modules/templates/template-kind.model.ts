/** What a variable holds, by which it is made fit to be put into a letter. */
export type VariableType =
  /** A name: one line, of which no mail program makes a link. */
  | 'line'
  /** What somebody wrote at length, with its lines. */
  | 'words'
  /** A mail address, to be read as it is. */
  | 'address'
  | 'time'
  | 'url'
  | 'number'
  | 'boolean'
  | 'list';

export type SampleValue = string | number | boolean | Date | null;
export type SampleEntry = Readonly<Record<string, SampleValue>>;

export interface TemplateVariable {
  readonly type: VariableType;
  /** As previews show it. */
  readonly sample: SampleValue | readonly SampleEntry[];
  /** Of a list: what a template calls one of its entries, and of which types its parts are. */
  readonly entry?: { readonly name: string; readonly types: Readonly<Record<string, VariableType>> };
}

/** A kind of letter: what its templates may put in, by the paths that they write. */
export interface TemplateKind {
  readonly variables: Readonly<Record<string, TemplateVariable>>;
}

const name = (sample: string): TemplateVariable => ({ type: 'line', sample });
const time: TemplateVariable = { type: 'time', sample: new Date('2026-11-26T16:04:00Z') };
const action = (path: string): Readonly<Record<string, TemplateVariable>> => ({
  'action.url': { type: 'url', sample: `https://app.example.com/${path}` },
});
const newAddress: TemplateVariable = { type: 'address', sample: 'countess@example.com' };

/** Of that by which a person signs in. */
const notice: TemplateKind = {
  variables: { at: time, 'device.agent': name('Firefox on Linux'), 'device.address': name('192.0.2.1') },
};

/** Every kind of letter. Those of users are called as their mails are, or what they are about; the others as their events. */
export const templateKinds = {
  email_verification: { variables: action('link/verify-email#sample') },
  password_reset: { variables: action('link/reset-password#sample') },
  password_changed: notice,
  password_was_reset: notice,
  email_change_approval: { variables: { ...action('link/confirm-email-change#sample'), newAddress } },
  email_change_verification: { variables: action('link/confirm-email-change#sample') },
  email_changed: { variables: { at: time, newAddress } },
  new_device: notice,
  refresh_token_reused: notice,
  impersonated: { variables: { at: time } },
  totp_enabled: notice,
  totp_removed: notice,
  recovery_codes_regenerated: notice,
  recovery_code_used: notice,
  second_factor_failed: notice,
  passkey_registered: notice,
  passkey_removed: notice,
  passkey_cloned: notice,
  identity_linked: notice,
  identity_unlinked: notice,
  api_key_created: notice,
  /** By text message alone: the code comes first, and is read without opening it. */
  phone_number_code: { variables: { code: name('012345') } },
  invitation: {
    variables: {
      'account.name': name('Analytical Engines'),
      'inviter.name': name('Ada Lovelace'),
      ...action('link/accept-invitation#sample'),
    },
  },
  'user.created': { variables: {} },
  'resource.created': {
    variables: {
      'account.name': name('Analytical Engines'),
      'resource.type': name('document'),
      isMany: { type: 'boolean', sample: false },
      ...action('open/res_sample'),
    },
  },
  'announcement.sent': {
    variables: {
      'account.name': name('Analytical Engines'),
      'announcement.title': name('The engine is ready'),
      'announcement.body': {
        type: 'words',
        sample: 'It computes since this morning.\n\nWhoever wants to see it:\ncome to the workshop at noon.',
      },
      ...action('news'),
    },
  },
  /** Of whatever kind has no templates of its own: in the words of the inbox. */
  notification: {
    variables: {
      'notification.title': name('Something has happened'),
      'notification.body': { type: 'words', sample: 'It is worth a look.' },
      ...action('open/sample'),
    },
  },
  digest: {
    variables: {
      'digest.count': { type: 'number', sample: 3 },
      'digest.more': { type: 'number', sample: 1 },
      'digest.isAnnouncement': { type: 'boolean', sample: false },
      items: {
        type: 'list',
        sample: [
          {
            title: 'New document',
            text: 'An entry of the type document was created in Engines.',
            url: 'https://app.example.com/open/res_1',
          },
          { title: 'New order', text: 'An entry of the type order was created in Engines.', url: null },
        ],
        entry: { name: 'item', types: { title: 'line', text: 'line', url: 'url' } },
      },
    },
  },
} as const satisfies Readonly<Record<string, TemplateKind>>;
export type TemplateKindName = keyof typeof templateKinds;

/** Those that are told in an account's name, and that it may write itself. None of security: nobody writes them but us. */
export const accountTemplateKinds = [
  'invitation',
  'resource.created',
  'announcement.sent',
] as const satisfies readonly TemplateKindName[];
export type AccountTemplateKind = (typeof accountTemplateKinds)[number];

export function isAccountTemplateKind(kind: string): kind is AccountTemplateKind {
  return accountTemplateKinds.some((known) => known === kind);
}

/** By which kind of letter an event is told, where it has one of its own. */
export const templatesOfEvents: Readonly<Record<string, TemplateKindName>> = {
  'user.created': 'user.created',
  'resource.created': 'resource.created',
  'security.password_changed': 'password_changed',
  'security.password_reset': 'password_was_reset',
  'security.new_device_used': 'new_device',
  'security.refresh_token_reused': 'refresh_token_reused',
  'session.impersonated': 'impersonated',
  'security.totp_enabled': 'totp_enabled',
  'security.totp_removed': 'totp_removed',
  'security.recovery_codes_regenerated': 'recovery_codes_regenerated',
  'security.recovery_code_used': 'recovery_code_used',
  'security.second_factor_failed': 'second_factor_failed',
  'security.passkey_registered': 'passkey_registered',
  'security.passkey_removed': 'passkey_removed',
  'security.passkey_cloned': 'passkey_cloned',
  'identity.linked': 'identity_linked',
  'identity.unlinked': 'identity_unlinked',
  'api_key.created': 'api_key_created',
};
