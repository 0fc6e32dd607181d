import type { Mail, MailKind } from '@trivet/subgraph';
import { expect, vi } from 'vitest';
import type { UsersStage } from './users-fixture.ts';

export type MailOf<Kind extends MailKind> = Extract<Mail, { readonly kind: Kind }>;

/** Resolves when everything that has been announced is in the log. */
export async function allLogged({ host }: UsersStage): Promise<void> {
  await vi.waitFor(async () => {
    const [row] = await host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
}

/** The mails of a kind to which the log's events lead now, to one address, the oldest first. */
export async function mailsTo<Kind extends MailKind>(
  stage: UsersStage,
  address: string,
  kind: Kind,
): Promise<MailOf<Kind>[]> {
  await allLogged(stage);
  const found = await Promise.all((await stage.host.logged()).map((event) => stage.users.mails.find(event)));
  return found.flat().filter((mail): mail is MailOf<Kind> => mail.kind === kind && mail.recipient.address === address);
}

/** The newest of them. */
export async function mailTo<Kind extends MailKind>(
  stage: UsersStage,
  address: string,
  kind: Kind,
): Promise<MailOf<Kind>> {
  const mail = (await mailsTo(stage, address, kind)).at(-1);
  if (!mail) throw new Error(`No event leads to a mail ${kind} to ${address}.`);
  return mail;
}
