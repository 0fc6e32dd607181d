import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEvent } from '@trivet/messaging';
import { AppError } from '@trivet/platform';
import type { Mail } from '@trivet/subgraph';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type NotificationsStage, startNotifications, userCreated } from '../../tests/notifications-fixture.ts';
import { notificationKinds } from '../kinds/notification-kind.model.ts';
import { templateTested } from '../templates/template-trial.service.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('mail consumer');
});
afterAll(() => stage?.stop());

const verification = (address: string): Extract<Mail, { kind: 'email_verification' }> => ({
  kind: 'email_verification',
  recipient: { address, name: 'Ada', locale: 'en' },
  token: 'the token',
});

function requested(occurredAt = stage.host.clock.now()): RecordedEvent {
  const [userId, emailVerificationId] = [randomUUID(), randomUUID()];
  return {
    ...userCreated(userId),
    type: 'email_verification.requested',
    subject: { type: 'email_verification', id: emailVerificationId, version: 1 },
    occurredAt,
    payload: { userId, emailVerificationId },
  };
}

const newAddress = () => `ada-${randomUUID()}@example.com`;
const mailbox = (address: string) =>
  stage.host.admin<
    { key: string }[]
  >`select key, subject, text from notifications.mailbox where recipient = ${address}`;
const arrived = (address: string, count = 1) =>
  vi.waitFor(async () => expect(await mailbox(address)).toHaveLength(count), { timeout: 15_000, interval: 20 });

it('listens for events that there are', () => {
  const published = readdirSync(join(import.meta.dirname, '../../../../../schema/events'));
  // Of what somebody sends himself there is no event.
  const types = Object.keys(notificationKinds).filter((type) => type !== templateTested);
  expect(types.filter((type) => !published.includes(`${type}.json`))).toEqual([]);
});

it('asks which mails an event leads to, by its ids, and sends those of its kinds', async () => {
  const [old, next] = [newAddress(), newAddress()];
  const [userId, emailChangeId, approvalId, verificationId] = Array.from({ length: 4 }, () => randomUUID());
  const event = {
    ...requested(),
    type: 'email_change.requested',
    payload: { userId, emailChangeId, approvalId, verificationId },
  };
  const asked: unknown[] = [];
  stage.mails.find = async (occasion) => {
    asked.push(occasion);
    return [
      { ...verification(old), kind: 'email_change_approval', newAddress: next },
      { ...verification(next), kind: 'email_change_verification' },
      verification(newAddress()),
    ];
  };
  await stage.happen(event);
  await Promise.all([arrived(old), arrived(next)]);
  expect(asked).toEqual(Array(2).fill({ type: event.type, payload: event.payload }));
  const [mail] = await mailbox(old);
  expect(mail).toMatchObject({
    key: `${event.id} email_change_approval`,
    subject: 'Approve the change of your address',
    text: expect.stringContaining('Hello Ada'),
  });
  const rows = await stage.host.admin`
    select kind, channel, category, attempts from notifications.deliveries where occasion_id = ${event.id}`;
  expect(rows).toEqual(Array(2).fill({ kind: event.type, channel: 'email', category: 'security', attempts: 1 }));
});

it('sends a mail once of an event that is delivered twice, as after a crash before the offset was kept', async () => {
  const [address, later] = [newAddress(), newAddress()];
  stage.mails.find = async () => [verification(address)];
  await stage.happen(requested());
  await arrived(address);
  await stage.restart({ forgetful: true });
  stage.mails.find = async () => [verification(later)];
  await stage.happen(requested());
  await arrived(later);
  expect(await mailbox(address)).toHaveLength(1);
});

it('waits for users who cannot tell, keeps nobody else waiting, and sends all that was asked for meanwhile', async () => {
  const [address, other] = [newAddress(), newAddress()];
  const [one, another] = [requested(), requested()];
  let failures = 2;
  stage.mails.find = async ({ payload }) => {
    if (payload['userId'] === another.payload['userId']) return [verification(other)];
    if (failures-- > 0) throw new AppError('SUBGRAPH_UNAVAILABLE', 'away');
    return [verification(address)];
  };
  await stage.happen(one);
  await stage.happen(another);
  await arrived(other);
  await vi.waitFor(
    () => {
      stage.host.clock.advance(1_000);
      expect(failures).toBeLessThan(0);
    },
    { timeout: 15_000, interval: 100 },
  );
  await arrived(address);
  const retries = stage.host.lines.filter(({ message }) => message === 'A message could not be sent; trying again.');
  expect(retries.map(({ context }) => context['reason'])).toEqual(Array(2).fill('SUBGRAPH_UNAVAILABLE'));
  expect(await stage.host.admin`select event_id from notifications.dead_letters`).toEqual([]);
});

it('sends nothing of what happened more than a day ago', async () => {
  const [old, fresh] = [newAddress(), newAddress()];
  const dayAgo = new Date(stage.host.clock.now().getTime() - 24 * 3_600_000);
  stage.mails.find = async ({ payload }) => [verification(payload['userId'] === past.payload['userId'] ? old : fresh)];
  const past = requested(new Date(dayAgo.getTime() - 1));
  await stage.happen(past);
  await stage.happen(requested(dayAgo));
  await arrived(fresh);
  expect(await mailbox(old)).toEqual([]);
});

it('keeps of a mail nothing in the log of the process', async () => {
  const address = newAddress();
  stage.mails.find = async () => [verification(address)];
  await stage.happen(requested());
  await arrived(address);
  const lines = JSON.stringify(stage.host.lines);
  for (const secret of [address, 'the token']) expect(lines).not.toContain(secret);
});
