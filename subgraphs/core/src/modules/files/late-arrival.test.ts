import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { announce } from '../../tests/files-fixture.ts';
import { type S3Server, startS3Server } from '../../tests/s3-server.ts';

let stage: CoreStage;
let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
  const { bucket, endpoint, credentials } = server;
  stage = await startCore('late arrivals', {
    files: {
      store: {
        ...{ kind: 's3', bucket, endpoint, credentials, region: 'eu-central-1', pathStyle: true, prefix: '' },
        encryption: undefined,
      },
    },
  });
});
afterAll(async () => {
  await stage?.stop();
  await server?.stop();
});

const hourMs = 3_600_000;
async function sweep(): Promise<void> {
  await (await stage.startAnother()).stop();
}

it('is swept away that S3 had begun to take while its link was good, and had whole after its upload had ended', async () => {
  const accountId = randomUUID();
  const viewer = stage.person(accountId);
  const content = Buffer.from('what is sent slowly');
  const { upload } = await announce(stage, viewer, accountId, { content });
  const [target] = upload?.targets ?? [];
  if (!target) throw new Error('Nothing was announced.');
  const headers = Object.fromEntries(target.headers.map(({ name, value }) => [name, value]));
  const put = request(target.url, { method: 'PUT', headers });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    put.once('response', (response) => resolve(response.resume().statusCode));
    put.once('error', reject);
  });
  put.write(content.subarray(0, 1));
  await vi.waitFor(() => expect(server.begun()).toBe(1));

  // S3 has the time of the machine, at which the link is good.
  stage.host.clock.advance(24 * hourMs);
  await sweep();
  put.end(content.subarray(1));
  expect(await answered).toBe(200);
  expect(server.kept()).toHaveLength(1);
  stage.host.clock.advance(2 * hourMs);
  await sweep();
  expect(server.kept()).toEqual([]);
  expect(await stage.host.admin`select from core.file_duties`).toHaveLength(0);
});
