import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({ accountId: z.uuid(), invitationId: z.uuid(), version: z.int().min(1) });
type Payload = z.infer<typeof payload>;

/** Neither the address nor the token: the log is read by many. */
const ofInvitation = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ invitationId, version }: Payload) => ({ type: 'invitation', id: invitationId, version }),
  readableWith: 'members:invite',
} as const;

export const invitationCreated = defineEvent({
  ...ofInvitation,
  name: 'invitation.created',
  description: 'Somebody was invited to an account.',
});
export const invitationResent = defineEvent({
  ...ofInvitation,
  name: 'invitation.resent',
  description: 'An invitation has a new token and a new term; the old token is no longer good.',
});
export const invitationRevoked = defineEvent({
  ...ofInvitation,
  name: 'invitation.revoked',
  description: 'An invitation was taken back.',
});
export const invitationAccepted = defineEvent({
  ...ofInvitation,
  name: 'invitation.accepted',
  description: 'Somebody accepted an invitation; `member.added` says who.',
});
