import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { MailService } from './mail.service.ts';
import type { OutgoingMail } from './mail-sender.ts';

export interface MailConsumerDeps extends ConsumerDeps {
  readonly mails: MailService;
}

/** The events of users that may lead to mails. */
export const mailedTypes = [
  'email_verification.requested',
  'password_reset.requested',
  'email_change.requested',
  'user.email_changed',
  'security.password_changed',
  'security.password_reset',
  'security.new_device_used',
  'security.refresh_token_reused',
  'session.impersonated',
  'security.totp_enabled',
  'security.totp_removed',
  'security.recovery_codes_regenerated',
  'security.recovery_code_used',
  'security.second_factor_failed',
  'security.passkey_registered',
  'security.passkey_removed',
  'security.passkey_cloned',
  'identity.linked',
  'identity.unlinked',
  'api_key.created',
  'invitation.created',
  'invitation.resent',
];

/** Sends the mails that events lead to. */
export function mailConsumer({ mails, ...deps }: MailConsumerDeps): Consumer<readonly OutgoingMail[]> {
  return new Consumer<readonly OutgoingMail[]>(
    {
      name: 'mails',
      types: mailedTypes,
      prepare: (event) => mails.compose(event),
      // After the claim of the offset: of two processes one sends. Who dies before the commit sends again under the same key.
      apply: (_tx, _event, composed) => mails.send(composed),
    },
    deps,
  );
}
