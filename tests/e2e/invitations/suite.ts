import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { tokenIn } from '../../support/mails.ts';
import { story } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

/** One browser, with nothing of any other. */
export interface Device extends AsyncDisposable {
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, which fail where they are others.
  ask(query: string, variables: object, accessToken?: string): Promise<any>;
  /** The text of the newest mail to an address that has such a subject, as the development mailbox shows it. */
  readMail(address: string, subject: string): Promise<string>;
}

export type OpenDevice = (stack: Stack) => Promise<Device>;

const verifyDocument = 'mutation ($token: String!) { emailVerify(input: { token: $token }) { userErrors { code } } }';
const inviteDocument = /* GraphQL */ `
  mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { invitation { id } userErrors { code } } }
`;
const acceptDocument = /* GraphQL */ `
  mutation ($token: String!) {
    invitationAccept(input: { token: $token }) { account { id name } member { role } userErrors { code message path } }
  }
`;
const membersDocument = 'query ($id: ID!) { account(id: $id) { members { nodes { role user { id } } } } }';

/** Somebody who has a browser of his own, and does in it what he does. */
class Guest {
  readonly email: string;
  readonly device: Device;
  readonly #stack: Stack;
  readonly #password = `correct-horse-${randomBytes(6).toString('hex')}`;
  #accessToken: string | undefined;

  constructor(stack: Stack, device: Device, name: string) {
    this.#stack = stack;
    this.device = device;
    this.email = `${name}-${randomBytes(6).toString('hex')}@example.com`;
    for (const secret of [this.email, this.#password]) stack.keepSecret(secret);
  }

  async register(): Promise<void> {
    const { email, device } = this;
    const person = { email, password: this.#password, displayName: 'Somebody' };
    expect((await device.ask(story['Register'] as string, person)).data.userRegister.userErrors).toEqual([]);
    const { data } = await device.ask(story['SignIn'] as string, { email, password: this.#password });
    const { accessToken, refreshToken } = data.sessionCreate;
    for (const secret of [accessToken, refreshToken]) this.#stack.keepSecret(secret);
    this.#accessToken = accessToken;
  }

  async verify(): Promise<void> {
    const token = tokenIn({ text: await this.device.readMail(this.email, 'Verify your address') });
    this.#stack.keepSecret(token);
    expect((await this.device.ask(verifyDocument, { token })).data.emailVerify.userErrors).toEqual([]);
  }

  async ask(query: string, variables: object) {
    return (await this.device.ask(query, variables, this.#accessToken)).data;
  }

  async accept(token: string) {
    return (await this.ask(acceptDocument, { token })).invitationAccept;
  }
}

/** Who invites has one browser, who is invited another, and who only has come by the link a third. */
export function invitationSuite(given: () => Stack, open: OpenDevice): void {
  let stack: Stack;
  beforeAll(() => {
    stack = given();
  });

  it('is accepted in another browser, by whose address it is and by nobody else', { timeout: 60_000 }, async () => {
    await using owners = await open(stack);
    await using guests = await open(stack);
    await using strangers = await open(stack);
    const [owner, guest, stranger] = [
      new Guest(stack, owners, 'owner'),
      new Guest(stack, guests, 'guest'),
      new Guest(stack, strangers, 'stranger'),
    ];
    await owner.register();
    await owner.verify();
    const { accountCreate } = await owner.ask(story['CreateAccount'] as string, { name: 'Engines' });
    const accountId: string = accountCreate.account.id;
    const input = { accountId, email: guest.email, role: 'MEMBER' };
    expect((await owner.ask(inviteDocument, { input })).memberInvite.userErrors).toEqual([]);

    const token = tokenIn({ text: await guest.device.readMail(guest.email, 'An invitation to Engines') });
    stack.keepSecret(token);

    // Whoever else has the link hears the same as of one that is made up.
    await stranger.register();
    await stranger.verify();
    const madeUp = await stranger.accept(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
    expect(madeUp).toMatchObject({ account: null, member: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await stranger.accept(token)).toEqual(madeUp);
    expect((await stranger.ask(membersDocument, { id: accountId })).account).toBeNull();

    await guest.register();
    expect((await guest.accept(token)).userErrors).toMatchObject([{ code: 'EMAIL_NOT_VERIFIED' }]);
    await guest.verify();
    expect(await guest.accept(token)).toEqual({
      account: { id: accountId, name: 'Engines' },
      member: { role: 'MEMBER' },
      userErrors: [],
    });
    const { account } = await guest.ask(membersDocument, { id: accountId });
    expect(account.members.nodes.map(({ role }: { role: string }) => role).sort()).toEqual(['MEMBER', 'OWNER']);
    for (const each of [guest, stranger]) expect((await each.accept(token)).userErrors).toEqual(madeUp.userErrors);
  });
}
