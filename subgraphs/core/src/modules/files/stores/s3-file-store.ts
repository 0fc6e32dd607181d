import type { Readable } from 'node:stream';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '@trivet/platform';
import { ContentMissingError, type Download, type FileStore, type StoreUpload } from '../file-store.ts';
import type { UploadTarget } from '../file-upload.model.ts';
import { missingParts, type Part } from '../parts.ts';

export interface S3FileStoreOptions {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
  readonly prefix: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly encryption:
    | { readonly algorithm: 'AES256' }
    | { readonly algorithm: 'aws:kms'; readonly keyId: string }
    | undefined;
  readonly clock: Clock;
}

type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/**
 * Files in a bucket, under their ids. Clients speak to the server of S3 themselves, by requests that we sign.
 *
 * What comes in one piece is put beside, and copied to its place when it is sealed; parts are made one object there. So the requests
 * that were signed for sending can change nothing that was sealed, whatever a server checks of them.
 */
export class S3FileStore implements FileStore {
  readonly #options: S3FileStoreOptions;
  #sdk: Promise<Sdk> | undefined;

  constructor(options: S3FileStoreOptions) {
    this.#options = options;
  }

  async begin({ id, partSize }: StoreUpload): Promise<string | null> {
    if (partSize === null) return null;
    const { client, s3 } = await this.#load();
    const command = new s3.CreateMultipartUploadCommand({ ...this.#file(id), ...this.#encryption });
    const { UploadId: uploadId } = await client.send(command);
    if (!uploadId) throw new Error('S3 has not named the upload.');
    return uploadId;
  }

  async sign(upload: StoreUpload, parts: readonly Part[], expiresAt: Date): Promise<UploadTarget[]> {
    const { client, s3, getSignedUrl } = await this.#load();
    const checksum = upload.checksum.toString('base64');
    return Promise.all(
      parts.map(async (part) => {
        const common = { name: 'Content-Length', value: String(part.size) };
        if (upload.storeRef !== null) {
          const command = new s3.UploadPartCommand({
            ...this.#file(upload.id),
            UploadId: upload.storeRef,
            PartNumber: part.number,
            ContentLength: part.size,
          });
          const url = await getSignedUrl(client, command, this.#signing(expiresAt));
          return { ...part, method: 'PUT' as const, url, headers: [common], expiresAt };
        }
        const command = new s3.PutObjectCommand({
          ...this.#staged(upload.id),
          ContentLength: part.size,
          ChecksumSHA256: checksum,
          ...this.#encryption,
        });
        const url = await getSignedUrl(client, command, this.#signing(expiresAt));
        const headers = [common, { name: 'x-amz-checksum-sha256', value: checksum }, ...this.#encryptionHeaders];
        return { ...part, method: 'PUT' as const, url, headers, expiresAt };
      }),
    );
  }

  async put(
    { id, checksum, storeRef }: StoreUpload,
    { number, content }: { readonly number: number; readonly content: Buffer },
  ): Promise<void> {
    const { client, s3 } = await this.#load();
    const body = { Body: content, ContentLength: content.length };
    if (storeRef === null) {
      const ChecksumSHA256 = checksum.toString('base64');
      await client.send(new s3.PutObjectCommand({ ...this.#staged(id), ...body, ChecksumSHA256, ...this.#encryption }));
      return;
    }
    const part = { UploadId: storeRef, PartNumber: number };
    await client
      .send(new s3.UploadPartCommand({ ...this.#file(id), ...part, ...body }))
      .catch(async (error: unknown) => {
        // Who made it one content, and died before he could say so, has been here.
        if (!isMissing(error) || (await this.#sizeOf(this.#file(id))) === null) throw error;
      });
  }

  async received({ id, storeRef }: StoreUpload): Promise<ReadonlyMap<number, number>> {
    if (storeRef === null) {
      const size = await this.#sizeOf(this.#staged(id));
      return new Map(size === null ? [] : [[1, size]]);
    }
    const parts = await this.#partsOf(id, storeRef);
    return new Map(parts.map(({ number, size }) => [number, size]));
  }

  async seal(upload: StoreUpload): Promise<void> {
    const { id, storeRef } = upload;
    if ((await this.#sizeOf(this.#file(id))) !== null) return;
    const { client, s3 } = await this.#load();
    if (storeRef === null) {
      const { Bucket, Key } = this.#staged(id);
      // Nothing in a key has to be encoded.
      const CopySource = `${Bucket}/${Key}`;
      await client
        .send(new s3.CopyObjectCommand({ ...this.#file(id), CopySource, ...this.#encryption }))
        .catch(asMissing(id));
      return;
    }
    const parts = await this.#partsOf(id, storeRef);
    const missing = missingParts(upload, new Map(parts.map(({ number, size }) => [number, size])));
    if (missing.length > 0) throw new ContentMissingError(`Parts are missing: ${missing.join(', ')}.`);
    const MultipartUpload = {
      Parts: parts.map(({ number, etag }): CompletedPart => ({ PartNumber: number, ETag: etag })),
    };
    await client
      .send(new s3.CompleteMultipartUploadCommand({ ...this.#file(id), UploadId: storeRef, MultipartUpload }))
      .catch(asMissing(id));
  }

  async read(id: string, range?: { readonly offset: number; readonly length: number }): Promise<Readable> {
    const { client, s3 } = await this.#load();
    const Range = range && `bytes=${range.offset}-${range.offset + range.length - 1}`;
    const { Body: body } = await client
      .send(new s3.GetObjectCommand({ ...this.#file(id), ...(Range !== undefined && { Range }) }))
      .catch(asMissing(id));
    return body as Readable;
  }

  async signDownload({ id, type, disposition }: Download, expiresAt: Date): Promise<string> {
    const { client, s3, getSignedUrl } = await this.#load();
    const command = new s3.GetObjectCommand({
      ...this.#file(id),
      ResponseContentType: type,
      ResponseContentDisposition: disposition,
      ResponseCacheControl: 'private, max-age=900',
    });
    return getSignedUrl(client, command, this.#signing(expiresAt));
  }

  async giveUp(id: string, storeRef: string): Promise<void> {
    const { client, s3 } = await this.#load();
    const command = new s3.AbortMultipartUploadCommand({ ...this.#file(id), UploadId: storeRef });
    await client.send(command).catch(unlessMissing);
  }

  async discardParts(id: string, storeRef: string | null): Promise<void> {
    await this.#discardKnown(id, storeRef);
    await this.#giveUpAll(id);
  }

  async delete(id: string, storeRef: string | null): Promise<void> {
    await this.#discardKnown(id, storeRef);
    const { client, s3 } = await this.#load();
    await client.send(new s3.DeleteObjectCommand(this.#file(id))).catch(unlessMissing);
    // Last: it takes a permission that not everybody has given.
    await this.#giveUpAll(id);
  }

  async #discardKnown(id: string, storeRef: string | null): Promise<void> {
    if (storeRef !== null) await this.giveUp(id, storeRef);
    const { client, s3 } = await this.#load();
    await client.send(new s3.DeleteObjectCommand(this.#staged(id))).catch(unlessMissing);
  }

  /** Whoever began one and died before he could write down what it is called has left it here. */
  async #giveUpAll(id: string): Promise<void> {
    const { client, s3 } = await this.#load();
    const { Bucket, Key } = this.#file(id);
    const { Uploads: uploads = [] } = await client.send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
    for (const { Key: key, UploadId: uploadId } of uploads)
      if (key === Key && uploadId !== undefined) await this.giveUp(id, uploadId);
  }

  async #partsOf(id: string, uploadId: string): Promise<{ number: number; size: number; etag: string }[]> {
    const { client, s3 } = await this.#load();
    const parts: { number: number; size: number; etag: string }[] = [];
    try {
      for await (const page of s3.paginateListParts({ client }, { ...this.#file(id), UploadId: uploadId })) {
        for (const { PartNumber: number = 0, Size: size = 0, ETag: etag = '' } of page.Parts ?? []) {
          parts.push({ number, size, etag });
        }
      }
    } catch (error) {
      unlessMissing(error);
    }
    return parts;
  }

  /** Null where there is none. */
  async #sizeOf(object: { readonly Bucket: string; readonly Key: string }): Promise<number | null> {
    const { client, s3 } = await this.#load();
    try {
      const { ContentLength: size = 0 } = await client.send(new s3.HeadObjectCommand(object));
      return size;
    } catch (error) {
      unlessMissing(error);
      return null;
    }
  }

  #file(id: string) {
    return { Bucket: this.#options.bucket, Key: `${this.#options.prefix}files/${id}` };
  }

  #staged(id: string) {
    return { Bucket: this.#options.bucket, Key: `${this.#options.prefix}uploads/${id}` };
  }

  get #encryption() {
    const { encryption } = this.#options;
    if (!encryption) return {};
    return encryption.algorithm === 'AES256'
      ? { ServerSideEncryption: 'AES256' as const }
      : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: encryption.keyId };
  }

  get #encryptionHeaders() {
    const { encryption } = this.#options;
    if (!encryption) return [];
    const algorithm = { name: 'x-amz-server-side-encryption', value: encryption.algorithm };
    return encryption.algorithm === 'AES256'
      ? [algorithm]
      : [algorithm, { name: 'x-amz-server-side-encryption-aws-kms-key-id', value: encryption.keyId }];
  }

  /** What a client has to send stays a header, or he could leave it out. */
  #signing(expiresAt: Date) {
    const signingDate = this.#options.clock.now();
    const expiresIn = Math.max(1, Math.ceil((expiresAt.getTime() - signingDate.getTime()) / 1000));
    const kept = [
      'x-amz-checksum-sha256',
      'x-amz-server-side-encryption',
      'x-amz-server-side-encryption-aws-kms-key-id',
    ];
    return {
      signingDate,
      expiresIn,
      signableHeaders: new Set(['host', 'content-length', ...kept]),
      unhoistableHeaders: new Set(kept),
    };
  }

  #load(): Promise<Sdk> {
    this.#sdk ??= loadSdk(this.#options);
    return this.#sdk;
  }
}

/** Where a file is first asked for: processes without S3 start sooner, and are smaller. */
async function loadSdk({ region, endpoint, pathStyle, credentials }: S3FileStoreOptions) {
  const [s3, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-request-presigner'),
  ]);
  const client: S3Client = new s3.S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    // The SDK's own checksums are ones that other servers do not know; ours is of the whole content, and we read it ourselves.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
  });
  return { client, s3, getSignedUrl };
}

function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return ['NoSuchKey', 'NoSuchUpload', 'NotFound'].includes(name ?? '') || $metadata?.httpStatusCode === 404;
}

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function asMissing(id: string): (error: unknown) => never {
  return (error) => {
    throw isMissing(error) ? new ContentMissingError(`The content of ${id} is missing.`, { cause: error }) : error;
  };
}
