import { afterAll, beforeAll, describe } from 'vitest';
import { ways } from '../../support/stack.ts';
import { announcementSuite } from './announcement-suite.ts';
import { type Channels, startChannels } from './channels.ts';
import { digestSuite } from './digest-suite.ts';
import { emailSuite } from './email-suite.ts';
import { languageSuite } from './language-suite.ts';
import { pushSuite } from './push-suite.ts';
import { smsSuite } from './sms-suite.ts';

describe.each(ways)('channels, %s', (way) => {
  let channels: Channels;
  beforeAll(async () => {
    channels = await startChannels(way);
  });
  afterAll(() => channels?.stop());

  describe('mails', () => emailSuite(() => channels));
  describe('letters', () => languageSuite(() => channels));
  describe('what is pushed', () => pushSuite(() => channels));
  describe('text messages', () => smsSuite(() => channels));
  describe('a digest', () => digestSuite(() => channels));
  describe('an account', () => announcementSuite(() => channels));
});
