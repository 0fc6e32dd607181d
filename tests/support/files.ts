import { createHash } from 'node:crypto';
import type { GraphQLAnswer, Person } from './person.ts';

export const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

export interface FileToSend {
  readonly name?: string;
  readonly type?: string;
  readonly content: Buffer;
  readonly checksum?: string;
}

export interface AnnouncedUpload {
  readonly id: string;
  readonly fileId: string;
  readonly targets: readonly UploadTarget[];
}

export interface UploadTarget {
  readonly part: number;
  readonly url: string;
  readonly size: number;
  readonly offset: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export const targetFields = 'targets { part url size offset headers { name value } }';

/** Announces a file to an account, as it is or as it is said to be. */
export async function announceFile(
  person: Pick<Person, 'ask'>,
  accountId: string,
  { name = 'secret.txt', type = 'text/plain', content, checksum = sha256(content) }: FileToSend,
): Promise<AnnouncedUpload> {
  const { data, errors } = await person.ask(
    `mutation ($input: FileUploadCreateInput!) {
      fileUploadCreate(input: $input) { upload { id fileId ${targetFields} } userErrors { code message } }
    }`,
    { input: { accountId, name, type, size: content.length, checksum } },
  );
  if (!data?.fileUploadCreate.upload) throw new Error(`Not announced: ${JSON.stringify({ data, errors })}`);
  return data.fileUploadCreate.upload;
}

/** As a client sends one part; the answer. */
export function sendPart({ url, headers, offset, size }: UploadTarget, content: Buffer): Promise<Response> {
  // What the client itself says of the length, a program may not.
  const given = headers.filter(({ name }) => name.toLowerCase() !== 'content-length');
  return fetch(url, {
    method: 'PUT',
    headers: Object.fromEntries(given.map(({ name, value }) => [name, value])),
    body: content.subarray(offset, offset + size) as Uint8Array<ArrayBuffer>,
  });
}

/** An upload of which everything has arrived. */
export async function sentUpload(
  person: Pick<Person, 'ask'>,
  accountId: string,
  file: FileToSend = { content: Buffer.from('secret') },
): Promise<AnnouncedUpload> {
  const upload = await announceFile(person, accountId, file);
  for (const target of upload.targets) {
    const response = await sendPart(target, file.content);
    if (!response.ok) throw new Error(`Not sent: ${response.status} ${await response.text()}`);
  }
  return upload;
}

export function completeUpload(person: Pick<Person, 'ask'>, uploadId: string): Promise<GraphQLAnswer> {
  return person.ask(
    `mutation ($input: FileUploadCompleteInput!) {
      fileUploadComplete(input: $input) {
        file { id name type size checksum downloadUrl }
        upload { id status }
        userErrors { code message }
      }
    }`,
    { input: { uploadId } },
  );
}

/** An upload of two parts, of which the last has arrived. */
export async function begunUpload(person: Pick<Person, 'ask'>, accountId: string): Promise<string> {
  const content = Buffer.alloc(16 * 1024 * 1024 + 1000);
  const { id, targets } = await announceFile(person, accountId, { content, checksum: '0'.repeat(64) });
  for (const target of targets.slice(1)) await sendPart(target, content);
  return id;
}

/** A file that is there. */
export async function newFile(person: Pick<Person, 'ask'>, accountId: string, file?: FileToSend): Promise<string> {
  const { id } = await sentUpload(person, accountId, file);
  const { data } = await completeUpload(person, id);
  if (!data?.fileUploadComplete.file) throw new Error(`Not completed: ${JSON.stringify(data)}`);
  return data.fileUploadComplete.file.id;
}

export async function attachFile(person: Pick<Person, 'ask'>, fileId: string, resourceId: string): Promise<void> {
  const document = 'mutation ($input: FileAttachInput!) { fileAttach(input: $input) { file { id } } }';
  const { data } = await person.ask(document, { input: { fileId, resourceId } });
  if (!data?.fileAttach.file) throw new Error(`Not attached: ${JSON.stringify(data)}`);
}
