import { UserFault } from '@trivet/platform';
import { CommonPasswordError } from './credential.errors.ts';

const minLength = 8;
const maxLength = 128;

/** Whose password it is to be: what everybody knows of a person is tried first. */
export interface PasswordOwner {
  readonly email: string;
  readonly displayName: string | null;
}

let common: Promise<ReadonlySet<string>> | undefined;

/**
 * Holds a new password to what NIST SP 800-63B and OWASP ASVS ask for: length and nothing about its characters, and none
 * that is known from breaches or from the person himself. `path` is where the input has it.
 * @throws {UserFault} `INVALID_INPUT` unless it has 8 to 128 characters; {@link CommonPasswordError}.
 */
export async function requireGoodPassword(
  password: string,
  owner: PasswordOwner,
  path: readonly string[],
): Promise<void> {
  const length = [...password].length;
  if (length < minLength || length > maxLength) {
    throw new UserFault(
      'BAD_USER_INPUT',
      'INVALID_INPUT',
      `A password has ${minLength} to ${maxLength} characters.`,
      path,
    );
  }
  common ??= loadCommon();
  const plain = password.normalize('NFKC').toLowerCase();
  if ((await common).has(plain) || isAbout(owner, plain)) throw new CommonPasswordError(path);
}

/** Whether there is no more to it than a name of the person's or ours, with digits and signs about it. */
function isAbout({ email, displayName }: PasswordOwner, plain: string): boolean {
  const bare = bareOf(plain);
  const [local = ''] = email.split('@');
  return bare === ''
    ? false
    : [email, local, displayName ?? '', 'trivet'].some((name) => bareOf(name.toLowerCase()) === bare);
}

function bareOf(text: string): string {
  return text.normalize('NFKC').replaceAll(/[^\p{L}]/gu, '');
}

/** When the first person asks for it: it takes a tenth of a second. */
async function loadCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].map(String).filter(({ length }) => length >= minLength));
}
