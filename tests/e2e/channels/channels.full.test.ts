import { committedApi } from '@trivet/schema/api';
import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/person.ts';
import { waysInFull } from '../../support/stack.ts';
import { announcementSuite } from './announcement-suite.ts';
import { type Channels, startChannels } from './channels.ts';
import { digestSuite } from './digest-suite.ts';
import { emailSuite } from './email-suite.ts';
import { languageSuite } from './language-suite.ts';
import { pushSuite } from './push-suite.ts';
import { smsSuite } from './sms-suite.ts';

describe.each(waysInFull)('channels, %s', (way) => {
  let channels: Channels;
  beforeAll(async () => {
    channels = await startChannels(way);
  });
  afterAll(() => channels?.stop());

  it('have the API that everybody has who does not develop, and no mailbox', async () => {
    const { url } = channels.stack;
    const { data } = await ask(url, getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }));
    const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));
    expect(sorted(buildClientSchema(data))).toBe(sorted(committedApi('everywhere')));
    const { errors } = await ask(url, '{ developmentMailbox { nodes { text } } }');
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect((await fetch(`${url}/mailbox`)).status).toBe(404);
  });

  describe('mails', () => emailSuite(() => channels));
  describe('letters', () => languageSuite(() => channels));
  describe('what is pushed', () => pushSuite(() => channels));
  describe('text messages', () => smsSuite(() => channels));
  describe('a digest', () => digestSuite(() => channels));
  describe('an account', () => announcementSuite(() => channels));
});
