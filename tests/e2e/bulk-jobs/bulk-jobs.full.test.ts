import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { newFile } from '../../support/files.ts';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack, waysInFull } from '../../support/stack.ts';
import { uuidOf } from '../authorization-matrix/things.ts';

const rowCount = 10_000;
/** Lines, from 1. */
const bad = Array.from({ length: 37 }, (_, index) => 100 + index * 251);
const jobFields = `id state failure rowCount createdCount unchangedCount rejectedCount progress
  result { downloadUrl size checksum expiresAt }`;

function content(): Buffer {
  const lines = Array.from({ length: rowCount }, (_, index) => {
    const number = index + 1;
    const total = bad.includes(number) ? 'none' : number;
    return JSON.stringify({ externalKey: `K${number}`, data: { number, total }, labels: ['imported'] });
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}

describe.each(waysInFull)('imports and exports, %s', (way) => {
  let stack: Stack;
  let ada: Person;
  let accountId: string;
  beforeAll(async () => {
    stack = await startStack(way, { name: `bulk jobs ${way}` });
    ada = await stack.person('Ada');
    accountId = await ada.account('Engines');
  });
  afterAll(() => stack?.stop());

  const begin = async (field: string, type: string, input: object): Promise<string> => {
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) { job { id } userErrors { code path } } }`;
    const { data } = await ada.ask(document, { input: { accountId, type: 'invoice', ...input } });
    expect(data[field].userErrors).toEqual([]);
    return data[field].job.id;
  };
  const jobOf = async (id: string) =>
    (await ada.ask(`query ($id: ID!) { node(id: $id) { ... on BulkJob { ${jobFields} } } }`, { id })).data.node;
  const endOf = (id: string) =>
    vi.waitFor(
      async () => {
        const job = await jobOf(id);
        expect(['PENDING', 'RUNNING']).not.toContain(job.state);
        return job;
      },
      { timeout: 60_000, interval: 200 },
    );
  const linesOf = async ({ result }: { result: { downloadUrl: string } }) => {
    stack.keepSecret(new URL(result.downloadUrl).searchParams.get('token') ?? '');
    const response = await fetch(result.downloadUrl);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    return (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('a type is defined, and an import that is killed in the middle is finished once, with what is wrong by line', async () => {
    const input = {
      ...{ accountId, name: 'invoice', title: 'Invoice', schema: { properties: { total: { type: 'number' } } } },
      fields: [{ path: '/number', kind: 'NUMBER', filterable: true }],
    };
    const define = `mutation ($input: ResourceTypeCreateInput!) { resourceTypeCreate(input: $input) { userErrors { code } } }`;
    expect((await ada.ask(define, { input })).data.resourceTypeCreate.userErrors).toEqual([]);
    const fileId = await newFile(ada, accountId, { content: content(), type: 'application/x-ndjson' });

    const id = await begin('resourceBulkImport', 'ResourceBulkImportInput', { fileId });
    const live = await ada.subscribe(
      'subscription ($id: ID!) { bulkJobProgressed(jobId: $id) { job { state rowCount progress } } }',
      { id },
    );
    const { job: seen } = (await live.next()).data.bulkJobProgressed;
    await stack.processes.core.kill('SIGKILL');
    expect(seen).toMatchObject({ state: 'RUNNING' });
    const [killed] = await stack.sql`select row_count as "rowCount" from core.bulk_jobs where id = ${uuidOf(id)}`;
    expect(killed?.['rowCount']).toBeGreaterThanOrEqual(seen.rowCount);
    expect(killed?.['rowCount']).toBeLessThan(rowCount);
    stack.processes.core.restart();
    await stack.ready();

    const job = await endOf(id);
    expect(job).toMatchObject({
      ...{ state: 'SUCCEEDED', failure: null, progress: 100, rowCount },
      ...{ createdCount: rowCount - bad.length, rejectedCount: bad.length },
    });
    const report = await linesOf(job);
    expect(report.map(({ line }: { line: number }) => line)).toEqual(bad);
    expect(report[0]).toMatchObject({
      externalKey: 'K100',
      faults: [{ code: 'INVALID_INPUT', path: ['data', 'total'] }],
    });
    const [stored] = await stack.sql`
      select count(*)::int as count, count(distinct data ->> 'number')::int as numbers from core.resources
      where account_id = ${uuidOf(accountId)}`;
    expect(stored).toEqual({ count: rowCount - bad.length, numbers: rowCount - bad.length });
    await eventually(async () => {
      const [events] = await stack.sql`
        select count(*)::int as count, count(distinct subject_id)::int as subjects, bool_and(bulk) as bulk
        from bus.log where type = 'resource.created'`;
      expect(events).toEqual({ count: rowCount - bad.length, subjects: rowCount - bad.length, bulk: true });
    });
    await eventually(async () => {
      const { data } = await ada.ask('{ viewer { inbox { nodes { title } } } }');
      const titles = data.viewer.inbox.nodes.map(({ title }: { title: string }) => title);
      expect(titles.filter((title: string) => title.includes('invoice'))).toEqual(['New: invoice']);
    });
    await live.close();
  }, 90_000);

  it('what was exported is imported again, and changes nothing', async () => {
    const exported = await endOf(
      await begin('resourceBulkExport', 'ResourceBulkExportInput', { filter: { labels: { has: 'imported' } } }),
    );
    expect(exported).toMatchObject({ state: 'SUCCEEDED', rowCount: rowCount - bad.length });
    const lines = await linesOf(exported);
    expect(lines.map(({ externalKey }: { externalKey: string }) => externalKey)).toEqual(
      Array.from({ length: rowCount }, (_, index) => index + 1).flatMap((line) =>
        bad.includes(line) ? [] : [`K${line}`],
      ),
    );
    const file = {
      content: Buffer.from(lines.map((line: object) => JSON.stringify(line)).join('\n')),
      type: 'application/x-ndjson',
    };
    const again = await begin('resourceBulkImport', 'ResourceBulkImportInput', {
      ...{ fileId: await newFile(ada, accountId, file), mode: 'UPSERT', policy: 'REJECT_ALL' },
    });
    expect(await endOf(again)).toMatchObject({
      state: 'SUCCEEDED',
      unchangedCount: rowCount - bad.length,
      createdCount: 0,
      result: null,
    });
  }, 60_000);
});
