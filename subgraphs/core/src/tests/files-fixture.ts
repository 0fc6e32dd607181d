import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { globalId, type HttpRouteResponse, type Viewer } from '@trivet/platform';
import type { CoreStage } from './core-fixture.ts';

export const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

export interface Sent {
  readonly name?: string;
  readonly type?: string;
  readonly content: Buffer;
  /** Where they are not those of the content. */
  readonly size?: number;
  readonly checksum?: string;
  readonly key?: string;
}

const uploadFields =
  'id fileId status partCount receivedParts targets { part method url size offset headers { name value } }';

export async function announce(
  stage: CoreStage,
  viewer: Viewer,
  accountId: string,
  { name = 'notes.txt', type = 'text/plain', content, size = content.length, checksum = sha256(content), key }: Sent,
) {
  const document = `mutation ($input: FileUploadCreateInput!) {
    fileUploadCreate(input: $input) {
      upload { ${uploadFields} }
      userErrors { code path ... on QuotaExceeded { remainingSize remainingCount } }
    }
  }`;
  const input = { accountId: globalId('acc', accountId), name, type, size, checksum };
  const told = await stage.ask(viewer, document, { input }, { idempotencyKey: key });
  return (
    (told.data as { fileUploadCreate: Announced } | null)?.fileUploadCreate ?? { upload: null, userErrors: [], told }
  );
}

interface Announced {
  readonly upload: Upload | null;
  readonly userErrors: readonly object[];
}
export interface Upload {
  readonly id: string;
  readonly fileId: string;
  readonly status: string;
  readonly partCount: number;
  readonly receivedParts: readonly number[];
  readonly targets: readonly Target[];
}
export interface Target {
  readonly part: number;
  readonly url: string;
  readonly size: number;
  readonly offset: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** As a client does by the router, which passes it on. */
export async function http(
  stage: CoreStage,
  method: 'GET' | 'HEAD' | 'PUT',
  url: string,
  {
    headers = {},
    body,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: Buffer | Readable } = {},
): Promise<HttpRouteResponse & { readonly content: Buffer }> {
  const { pathname, searchParams } = new URL(url);
  const route = stage.core.routes.find((each) => each.method === (method === 'PUT' ? 'PUT' : 'GET'));
  if (!route) throw new Error('There is no such route.');
  const length = body instanceof Buffer ? { 'content-length': String(body.length) } : {};
  const response = await route.handle({
    method,
    path: pathname,
    params: { file: pathname.split('/').at(-1) },
    headers: { ...length, ...headers },
    query: Object.fromEntries(searchParams),
    client: undefined,
    body: body instanceof Buffer ? Readable.from([body], { objectMode: false }) : body,
  });
  const content = response.body instanceof Readable ? await buffer(response.body) : Buffer.from(response.body);
  return { ...response, content };
}

export async function send(stage: CoreStage, { targets }: Pick<Upload, 'targets'>, content: Buffer): Promise<void> {
  for (const { url, offset, size } of targets) {
    const { status, content: answer } = await http(stage, 'PUT', url, {
      body: content.subarray(offset, offset + size),
    });
    if (status !== 204) throw new Error(`${status} ${answer}`);
  }
}

export interface Completed {
  readonly file: { id: string; name: string; type: string; size: number; checksum: string; downloadUrl: string } | null;
  readonly upload: { id: string; status: string } | null;
  readonly userErrors: readonly { code: string; message: string }[];
}

export async function complete(stage: CoreStage, viewer: Viewer, uploadId: string): Promise<Completed> {
  const document = `mutation ($input: FileUploadCompleteInput!) {
    fileUploadComplete(input: $input) {
      file { id name type size checksum downloadUrl }
      upload { id status }
      userErrors { code message }
    }
  }`;
  const told = await stage.ask(viewer, document, { input: { uploadId } });
  if (!told.data) throw new Error(JSON.stringify(told));
  return (told.data as { fileUploadComplete: Completed }).fileUploadComplete;
}

/** Announced, sent and completed. */
export async function upload(stage: CoreStage, viewer: Viewer, accountId: string, sent: Sent): Promise<Completed> {
  const { upload: announced, userErrors } = await announce(stage, viewer, accountId, sent);
  if (!announced) throw new Error(JSON.stringify(userErrors));
  await send(stage, announced, sent.content);
  return complete(stage, viewer, announced.id);
}

/** What the account uses, as the database has it. */
export async function usageOf(stage: CoreStage, accountId: string) {
  const [row] = await stage.host.admin`
    select used_size::int, used_count, reserved_size::int, reserved_count from core.file_usage where account_id = ${accountId}`;
  return row;
}
