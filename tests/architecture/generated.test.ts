import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const load = (path: string) => import(pathToFileURL(join(root, path)).href) as Promise<Record<string, unknown>>;

describe('generated types of resolvers', () => {
  it.each(['users', 'core', 'notifications'])(
    '%s: are what the SDL says (else run `npm run generate`)',
    async (name) => {
      const folder = join(root, 'subgraphs', name);
      const { default: config } = await load(`subgraphs/${name}/codegen.ts`);
      const files = await generate(
        { ...(config as object), cwd: folder, silent: true } as Parameters<typeof generate>[0],
        false,
      );
      for (const { filename, content } of files as { filename: string; content: string }[]) {
        const path = join(folder, filename.replace(`${folder}/`, ''));
        expect(readFileSync(path, 'utf8').trim()).toBe(content.trim());
      }
      expect(files).toHaveLength(1);
    },
  );
});

describe('migrations', () => {
  const models = {
    'subgraphs/users/migrations/users': [
      'users-schema.model.ts',
      'modules/users/user.model.ts',
      'modules/users/email-change.model.ts',
      'modules/credentials/credential.model.ts',
      'modules/sessions/session.model.ts',
      'modules/second-factors/second-factor.model.ts',
      'modules/passkeys/passkey.model.ts',
      'modules/phone-numbers/phone-number.model.ts',
      'modules/accounts/account.model.ts',
      'modules/accounts/account-deletion.model.ts',
      'modules/invitations/invitation.model.ts',
      'modules/administrators/administrator.model.ts',
      'modules/api-keys/api-key.model.ts',
      'modules/service-identities/service-identity.model.ts',
      'modules/audit/audit.model.ts',
      'modules/mailed-tokens/mailed-token.model.ts',
      'modules/preferences/preferences.model.ts',
      'modules/identities/identity.model.ts',
      'modules/erasure/erasure.model.ts',
      'modules/data-exports/data-export.model.ts',
    ],
    'subgraphs/users/migrations/vault': ['modules/personal-keys/personal-key.model.ts'],
    'subgraphs/core/migrations': [
      'core-schema.model.ts',
      'modules/resource-indexes/resource-index.model.ts',
      'modules/resource-types/resource-type.model.ts',
      'modules/resources/resource.model.ts',
      'modules/files/file.model.ts',
      'modules/files/file-upload.model.ts',
      'modules/search/search.model.ts',
      'modules/bulk-jobs/bulk-job.model.ts',
    ],
    'subgraphs/notifications/migrations': [
      'notifications-schema.model.ts',
      'modules/announcements/announcement.model.ts',
      'modules/deliveries/delivery.model.ts',
      'modules/devices/device.model.ts',
      'modules/explanations/decision.model.ts',
      'modules/inbox/notification.model.ts',
      'modules/kinds/notification-kind.model.ts',
      'modules/mailbox/mailbox.model.ts',
      'modules/preferences/preference.model.ts',
      'modules/preferences/timing.model.ts',
      'modules/templates/account-branding.model.ts',
      'modules/templates/notification-template.model.ts',
      'modules/suppressions/suppression.model.ts',
    ],
  } as const;

  it.each(Object.entries(models))(
    '%s: hold every change of the models (else run `drizzle-kit generate`)',
    async (folder, files) => {
      const subgraph = folder.replace(/\/migrations.*/, '');
      const modules = await Promise.all(files.map((file) => load(`${subgraph}/src/${file}`)));
      const journal = JSON.parse(readFileSync(join(root, folder, 'meta/_journal.json'), 'utf8')) as {
        entries: { idx: number }[];
      };
      const last = String(journal.entries.at(-1)?.idx).padStart(4, '0');
      const recorded = JSON.parse(readFileSync(join(root, folder, `meta/${last}_snapshot.json`), 'utf8')) as Parameters<
        typeof generateMigration
      >[0];
      // A table that two models export is one table.
      const exported = [...new Set(modules.flatMap((module) => Object.values(module)))];
      const present = generateDrizzleJson(Object.fromEntries(exported.entries()), recorded.id);
      expect(await generateMigration(recorded, present)).toEqual([]);
    },
  );
});
