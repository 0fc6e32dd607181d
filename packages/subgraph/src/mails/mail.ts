import { z } from 'zod';

/** By which program and from where something was done, as far as it is known. */
const deviceShape = z.object({ agent: z.string().nullable(), address: z.string().nullable() });

/** What happened to that by which a person signs in. */
const aboutSignIn = [
  'totp_enabled',
  'totp_removed',
  'recovery_codes_regenerated',
  'recovery_code_used',
  'second_factor_failed',
  'passkey_registered',
  'passkey_removed',
  'passkey_cloned',
  'identity_linked',
  'identity_unlinked',
  'api_key_created',
] as const;
export type AboutSignIn = (typeof aboutSignIn)[number];

const kinds = {
  /** The token shows that its bearer reads what is sent to the address. */
  email_verification: { token: z.string() },
  password_reset: { token: z.string() },
  password_changed: { device: deviceShape },
  password_was_reset: {},
  /** To the address that the person has now. */
  email_change_approval: { token: z.string(), newAddress: z.string() },
  /** To the address that he is to have. */
  email_change_verification: { token: z.string() },
  /** To the address that he had. */
  email_changed: { newAddress: z.string() },
  new_device: { device: deviceShape },
  refresh_token_reused: { device: deviceShape },
  /** An administrator acts in the person's place. */
  impersonated: {},
  /** By which device, where a session did it. */
  sign_in_notice: { about: z.enum(aboutSignIn), device: deviceShape.nullable() },
  /** By text message, to the number that the person is to have. */
  phone_number_code: { code: z.string() },
  invitation: { token: z.string(), accountName: z.string(), inviterName: z.string().nullable() },
} as const;

const common = {
  recipient: z.object({
    address: z.string(),
    /** Null where the person has not told it, or is none here. */
    name: z.string().nullable(),
    /** BCP 47; null where it is not known. */
    locale: z.string().nullable(),
  }),
};

function ofKind<Kind extends keyof typeof kinds>(kind: Kind) {
  return z.object({ kind: z.literal(kind), ...common, ...kinds[kind] });
}

/** What a mail is about and to whom it goes; how it reads and how it travels is not the business of who knows this. */
export const mailShape = z.discriminatedUnion('kind', [
  ofKind('email_verification'),
  ofKind('password_reset'),
  ofKind('password_changed'),
  ofKind('password_was_reset'),
  ofKind('email_change_approval'),
  ofKind('email_change_verification'),
  ofKind('email_changed'),
  ofKind('new_device'),
  ofKind('refresh_token_reused'),
  ofKind('impersonated'),
  ofKind('sign_in_notice'),
  ofKind('phone_number_code'),
  ofKind('invitation'),
]);
/** Holds personal data and secrets: it goes into no log and no table. */
export type Mail = z.infer<typeof mailShape>;
export type MailKind = Mail['kind'];
/** What goes by text message, to a number. */
export type TextedMail = Extract<Mail, { readonly kind: 'phone_number_code' }>;
/** What goes by mail. */
export type PostedMail = Exclude<Mail, TextedMail>;

/** An event of the log that may lead to mails. */
export interface MailOccasion {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Knows whom to write to, and about what: the users subgraph. */
export interface MailSource {
  /** None where nobody is to be written to, or not any more. */
  find(occasion: MailOccasion): Promise<readonly Mail[]>;
}
