import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inheritedEnvironment } from '@trivet/standalone';
import { TrailVerifier } from '@trivet/users/audit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

const program = join(import.meta.dirname, '../../../packages/standalone/src/audit.ts');
type AuditKeys = ConstructorParameters<typeof TrailVerifier>[0];

/** Each starts a process, which takes a second or two. */
const timeout = 60_000;

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** `npm run audit -- ARGS`, below the launcher. */
function audit(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...inheritedEnvironment(), ...environment }, maxBuffer: 2 ** 26 },
      (error, out, err) => resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}

async function trailOf(person: Person, accountId: string): Promise<string> {
  let text = '';
  let after: string | null = null;
  do {
    const { data } = await person.ask(
      'mutation ($input: AuditExportInput!) { auditExport(input: $input) { text next userErrors { code } } }',
      { input: { accountId, after } },
    );
    text += data.auditExport.text;
    after = data.auditExport.next;
  } while (after !== null);
  return text;
}

/** What holds of audit trails for those who read them, and of the program that verifies them */
export function auditSuite(given: () => Stack, { program: hasProgram }: { readonly program: boolean }): void {
  describe('audit trails', () => {
    let stack: Stack;
    let ada: Person;
    let accountId: string;
    let folder: string;
    let trail: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'trivet-audit-'));
      stack = given();
      ada = await stack.person('Ada');
      accountId = await ada.account('Analytical Engines');
      await ada.resource(accountId);
      const document = 'mutation ($input: RoleCreateInput!) { roleCreate(input: $input) { userErrors { code } } }';
      const input = { accountId, name: 'Auditor', permissions: ['audit:read'] };
      await ada.ask(document, { input }, { 'x-forwarded-for': '203.0.113.7' });
      await eventually(async () => {
        const { data } = await ada.ask('query ($id: ID!) { account(id: $id) { auditLog { nodes { action } } } }', {
          id: accountId,
        });
        if (data.account.auditLog.nodes.length < 3) throw new Error('Not all is recorded yet.');
      });
      trail = await trailOf(ada, accountId);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    const fileOf = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };

    it('hold what was done in every subgraph, and from where', async () => {
      const { data } = await ada.ask(
        'query ($id: ID!) { account(id: $id) { auditLog { nodes { action address actor { id } credentialId } } } }',
        { id: accountId },
      );
      const byAda = { actor: { id: ada.id }, credentialId: ada.sessionId };
      const entries = data.account.auditLog.nodes.filter(
        ({ action }: { action: string }) => action !== 'audit.exported',
      );
      expect(entries).toEqual([
        { ...byAda, action: 'role.created', address: '203.0.113.7' },
        { ...byAda, action: 'resource.created', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) },
        { ...byAda, action: 'account.created', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) },
      ]);
    });

    it('are verified by who has nothing but the file and the published keys', async () => {
      const { keys } = (await (await fetch(`${stack.url}/.well-known/audit-keys.json`)).json()) as { keys: AuditKeys };
      const verifier = new TrailVerifier(keys);
      for (const line of trail.split('\n').slice(0, -1)) verifier.take(line);
      expect(verifier.end()).toMatchObject({ faults: [], first: 1, last: 3, signedBy: keys?.[0]?.kid });
    });

    if (!hasProgram) return;

    it('are verified by a program that has the file and the published keys', { timeout }, async () => {
      const keys = await (await fetch(`${stack.url}/.well-known/audit-keys.json`)).text();
      const file = fileOf('trail.ndjson', trail);
      const [alone, trusted, help] = await Promise.all([
        audit(['verify', file]),
        audit(['verify', file, '--key', fileOf('keys.json', keys)]),
        audit(['--help']),
      ]);
      expect(alone).toMatchObject({ exitCode: 0, output: expect.stringContaining('entries 1 to 3') });
      expect(alone.output).toContain('see --key');
      expect(trusted).toMatchObject({ exitCode: 0, output: expect.stringContaining(JSON.parse(keys).keys[0].kid) });
      expect(trusted.output).not.toContain('--key');
      expect(help).toMatchObject({ exitCode: 0, output: expect.stringContaining('npm run audit -- verify FILE') });
    });

    it('that were changed are told from those that were not', { timeout }, async () => {
      const lines = trail.split('\n');
      const changed = fileOf('changed.ndjson', trail.replace('resource.created', 'resource.creates'));
      const cut = fileOf('cut.ndjson', [...lines.slice(0, 3), ...lines.slice(4)].join('\n'));
      const [one, other, none, wrong] = await Promise.all([
        audit(['verify', changed]),
        audit(['verify', cut]),
        audit(['verify', join(folder, 'nowhere.ndjson')]),
        audit(['verify']),
      ]);
      expect(one.exitCode).toBe(1);
      expect(one.output).toContain('Entry 2: it was changed: its content does not give its hash.');
      expect(other).toMatchObject({ exitCode: 1, output: expect.stringContaining('before it 3 is missing') });
      expect(none.exitCode).toBe(1);
      expect(wrong).toMatchObject({ exitCode: 1, output: expect.stringContaining('There is no such command.') });
    });

    it('are taken away by who runs the installation, too', { timeout }, async () => {
      const { keys, database } = stack;
      const environment = {
        DATABASE_URL: database.urlFor('trivet_users'),
        VAULT_DATABASE_URL: database.urlFor('trivet_vault'),
        MASTER_KEY: keys.master,
        AUDIT_KEY: JSON.stringify(keys.audit),
      };
      const file = join(folder, 'operator.ndjson');
      expect(await audit(['export', accountId, file], environment)).toEqual({ exitCode: 0, output: '' });
      const verified = await audit(['verify', file]);
      expect(verified).toMatchObject({ exitCode: 0, output: expect.stringContaining('entries 1 to') });
      // Nothing is written over what is there.
      expect(await audit(['export', accountId, file], environment)).toEqual({
        exitCode: 1,
        output: `${file} is there already, and is not overwritten.\n`,
      });
    });
  });
}
