import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { TestAuthority, type TestCertificate, TestCertificateFolder } from '@trivet/platform/tls/testing';

export const parts = ['router', 'users', 'core', 'notifications'] as const;

/** The certificates of a whole installation, as `TLS_DIR` names them. */
export class InstallationCertificates implements Disposable {
  readonly authority: TestAuthority;
  readonly #folder: TestCertificateFolder;

  private constructor(authority: TestAuthority, folder: TestCertificateFolder) {
    this.authority = authority;
    this.#folder = folder;
  }

  static async create(): Promise<InstallationCertificates> {
    const certificates = new InstallationCertificates(await TestAuthority.create(), new TestCertificateFolder());
    await certificates.replaceAll();
    return certificates;
  }

  get path(): string {
    return this.#folder.path;
  }

  /** Another certificate for each part, of the same authority. */
  async replaceAll(): Promise<void> {
    for (const part of parts) this.write(part, await this.authority.issue({ names: [part] }));
  }

  write(part: (typeof parts)[number], certificate: TestCertificate): void {
    this.#folder.write(part, { ...certificate, ca: this.authority.ca });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The status and the body, or the code of the error by which nothing came. */
export function askBy(certificate: Partial<TestCertificate>, url: string, asked: Asked = {}): Promise<string> {
  const { method = 'GET', headers = {}, body } = asked;
  return new Promise((resolve) => {
    const asking = request(url, { agent: false, method, headers, ...certificate }, (response) =>
      text(response).then(
        (answer) => resolve(`${response.statusCode} ${answer}`.trim()),
        () => resolve('BROKEN_OFF'),
      ),
    );
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asking.end(body);
  });
}
