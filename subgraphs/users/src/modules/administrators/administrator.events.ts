import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const ids = { userId: z.uuid(), lockId: z.uuid() };
type Ids = Readonly<Record<keyof typeof ids, string>>;

/** A lock is version 1 when it begins and 2 once it has ended. */
const ofLock = (version: 1 | 2) => ({
  version: 1,
  schema: z.strictObject(ids),
  stream: ({ userId }: Ids) => ({ person: userId }),
  subject: ({ lockId }: Ids) => ({ type: 'user_lock', id: lockId, version }),
});

export const userLocked = defineEvent({
  ...ofLock(1),
  name: 'user.locked',
  description: 'An administrator has locked a person out: he cannot sign in.',
});
export const userUnlocked = defineEvent({
  ...ofLock(2),
  name: 'user.unlocked',
  description: 'A person who was locked out can sign in again.',
});
