import { randomInt } from 'node:crypto';
import { mailTo } from './mails.ts';
import type { Person } from './person.ts';
import type { Stack } from './stack.ts';

export const newNumber = () => `+43660${randomInt(10_000_000, 99_999_999)}`;

/** Has the person show that a number is his, by the code that goes there. */
export async function showNumber({ url, keepSecret }: Stack, person: Person): Promise<string> {
  const phoneNumber = newNumber();
  await change(person, 'phoneNumberChangeRequest', 'PhoneNumberChangeRequestInput', { phoneNumber });
  const code = (await mailTo(url, phoneNumber, 'is your code')).text.slice(0, 6);
  for (const secret of [phoneNumber, code]) keepSecret(secret);
  await change(person, 'phoneNumberChangeConfirm', 'PhoneNumberChangeConfirmInput', { code });
  return phoneNumber;
}

async function change(person: Person, field: string, type: string, input: object): Promise<void> {
  const document = `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`;
  const { data, errors } = await person.ask(document, { input });
  const { userErrors } = data?.[field] ?? {};
  if (userErrors?.length !== 0) throw new Error(`${field} failed: ${JSON.stringify(userErrors ?? errors)}`);
}
