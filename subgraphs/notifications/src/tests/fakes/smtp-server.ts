import type { AddressInfo } from 'node:net';
import { TestAuthority } from '@trivet/platform/tls/testing';
import { SMTPServer } from 'smtp-server';

/** What a server says at a step instead of yes, or that it hangs up or says nothing. */
export type SmtpAnswer = { readonly code: number; readonly text: string } | 'hang up' | 'hang';
type Step = 'mail' | 'recipient' | 'text';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: string;
}

export interface FakeSmtpOptions {
  /** From the first byte on, when it is asked for, or not at all. */
  readonly tls?: 'implicit' | 'starttls' | 'none';
}

/** A mail server in the process of a test, which lets in who knows its password. */
export class FakeSmtp {
  readonly credentials = { user: 'trivet', pass: 'secret' } as const;
  readonly received: ReceivedMail[] = [];
  /** Who has tried to get in, whether in the clear or not. */
  readonly tried: string[] = [];
  connections = 0;
  instead: Partial<Readonly<Record<Step, SmtpAnswer>>> = {};
  readonly ca: string;
  readonly #server: SMTPServer;
  #port = 0;

  private constructor(server: (fake: FakeSmtp) => SMTPServer, ca: string) {
    this.ca = ca;
    this.#server = server(this);
    // What clients do that hang up is theirs.
    this.#server.on('error', () => {});
  }

  static async start({ tls = 'implicit' }: FakeSmtpOptions = {}): Promise<FakeSmtp> {
    const { cert, key, ca } = await (await TestAuthority.create('A mail server')).issue({
      names: ['localhost'],
      usage: 'server',
    });
    const fake = new FakeSmtp(
      (self) =>
        new SMTPServer({
          ...{ secure: tls === 'implicit', cert, key, size: 100_000 },
          disabledCommands: tls === 'starttls' ? [] : ['STARTTLS'],
          allowInsecureAuth: tls === 'none',
          onConnect: (_session, done) => {
            self.connections += 1;
            done();
          },
          onAuth: ({ username, password }, _session, done) => {
            self.tried.push(String(username));
            if (username === self.credentials.user && password === self.credentials.pass)
              done(null, { user: username });
            else done(Object.assign(new Error('Invalid username or password'), { responseCode: 535 }));
          },
          onMailFrom: (_address, _session, done) => self.#answer('mail', done),
          onRcptTo: (_address, _session, done) => self.#answer('recipient', done),
          onData: (stream, { envelope }, done) => {
            const chunks: Buffer[] = [];
            stream.on('data', (chunk: Buffer) => chunks.push(chunk));
            stream.on('end', () => {
              const { mailFrom, rcptTo } = envelope;
              const content = Buffer.concat(chunks).toString('utf8');
              const from = mailFrom === false ? '' : mailFrom.address;
              self.#answer('text', (error) => {
                if (!error) self.received.push({ from, to: rcptTo.map(({ address }) => address), content });
                done(error);
              });
            });
          },
        }),
      ca,
    );
    await fake.comeUp();
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  /** Nobody is there any more: connections are refused. */
  async goDown(): Promise<void> {
    this.hangUp();
    await new Promise((closed) => this.#server.server.close(closed));
  }

  /** Again, or for the first time; at the same port as before. */
  async comeUp(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(this.#port, '127.0.0.1', listening));
    this.#port = (this.#server.server.address() as AddressInfo).port;
  }

  /** As a server does with who idles, or when it is restarted. */
  hangUp(): void {
    for (const connection of this.#server.connections) {
      (connection as unknown as { readonly _socket: { destroy(): void } })._socket.destroy();
    }
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise<void>((stopped) => this.#server.close(() => stopped()));
  }

  #answer(step: Step, done: (error?: Error | null) => void): void {
    const answer = this.instead[step];
    if (answer === undefined) done();
    else if (answer === 'hang up') this.hangUp();
    else if (answer !== 'hang') done(Object.assign(new Error(answer.text), { responseCode: answer.code }));
  }
}
