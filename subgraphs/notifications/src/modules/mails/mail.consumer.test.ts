import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEvent } from '@trivet/messaging';
import { AppError } from '@trivet/platform';
import type { Mail } from '@trivet/subgraph';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type NotificationsStage, startNotifications, userCreated } from '../../tests/notifications-fixture.ts';
import { mailedTypes } from './mail.consumer.ts';

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
  expect(mailedTypes.filter((type) => !published.includes(`${type}.json`))).toEqual([]);
});

it('asks which mails an event leads to, by its ids, and sends them', async () => {
  const [first, second] = [newAddress(), newAddress()];
  const event = requested();
  const asked: unknown[] = [];
  stage.mails.find = async (occasion) => {
    asked.push(occasion);
    return [verification(first), { ...verification(second), kind: 'password_reset' }];
  };
  await stage.happen(event);
  await Promise.all([arrived(first), arrived(second)]);
  expect(asked).toEqual([{ type: event.type, payload: event.payload }]);
  expect(await mailbox(first)).toMatchObject([
    {
      key: `${event.id} email_verification`,
      subject: 'Verify your address',
      text: expect.stringContaining('Hello Ada'),
    },
  ]);
});

it('sends a mail once of an event that is delivered twice, as after a crash before the offset was kept', async () => {
  const [address, later] = [newAddress(), newAddress()];
  let questions = 0;
  stage.mails.find = async () => {
    questions += 1;
    return [verification(address)];
  };
  await stage.happen(requested());
  await arrived(address);
  await stage.restart({ forgetful: true });
  await vi.waitFor(() => expect(questions).toBeGreaterThan(1), { timeout: 15_000, interval: 20 });
  stage.mails.find = async () => [verification(later)];
  await stage.happen(requested());
  await arrived(later);
  expect(await mailbox(address)).toHaveLength(1);
});

it('waits for users who cannot tell, and sends all that was asked for meanwhile', async () => {
  const [address, later] = [newAddress(), newAddress()];
  const answers = [
    () => Promise.reject(new AppError('SUBGRAPH_UNAVAILABLE', 'away')),
    () => Promise.reject(new AppError('SUBGRAPH_UNAVAILABLE', 'away')),
    async () => [verification(address)],
    async () => [verification(later)],
  ];
  stage.mails.find = async () => answers.shift()?.() ?? [];
  const [one, other] = [requested(), requested()];
  await stage.happen(one);
  await stage.happen(other);
  await Promise.all([arrived(address), arrived(later)]);
  const retries = stage.host.lines.filter(({ level, context }) => level === 'WARN' && context['event_id'] === one.id);
  expect(retries).toHaveLength(2);
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
