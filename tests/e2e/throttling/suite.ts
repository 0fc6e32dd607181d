import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, story } from '../../support/person.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';

const signInDocument =
  'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { userErrors { code } } }';

interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes, and fail where they are others.
  readonly body: any;
}

type Credentials = Pick<Person, 'email' | 'password'>;

/** Who guesses, registers and signs in again and again, with the limits as they are by default. */
export function throttlingSuite(way: Way): void {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(way, {
      name: 'throttling',
      throttled: true,
      environment: { TRUSTED_PROXIES: 'loopback' },
    });
  });
  afterAll(() => stack?.stop());

  let networks = 0;
  const network = () => {
    networks += 1;
    const address = `203.0.113.${networks}`;
    stack.keepSecret(address);
    return address;
  };
  const post = async (address: string, body: object): Promise<Answered> => {
    const response = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        'x-forwarded-for': address,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const requestOf = ({ email, password }: Credentials) => ({
    query: signInDocument,
    variables: { input: { email, password } },
  });
  const outcomeOf = ({ body }: Answered, field = 'sessionCreate'): string =>
    body.errors?.[0]?.extensions.code ?? body.data[field].userErrors[0]?.code ?? 'done';
  const signIn = async (person: Credentials, address: string) => outcomeOf(await post(address, requestOf(person)));
  const guess = ({ email }: Pick<Person, 'email'>, address: string) =>
    signIn({ email, password: 'a bad guess' }, address);
  const repeat = async (times: number, attempt: () => Promise<string>) => {
    const outcomes: string[] = [];
    for (let count = 0; count < times; count += 1) outcomes.push(await attempt());
    return outcomes;
  };
  const counted = (failures: number, refusals: number) => [
    ...Array<string>(failures).fill('INVALID_CREDENTIALS'),
    ...Array<string>(refusals).fill('RATE_LIMITED'),
  ];

  it('stop guessing at one address from one network, and say when to come again', async () => {
    const ada = await stack.person('Ada');
    const here = network();
    expect(await repeat(7, () => guess(ada, here))).toEqual(counted(5, 2));
    const { status, body } = await post(here, requestOf(ada));
    // The operation was executed, so HTTP has nothing to say against it.
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: null,
        errors: [
          {
            message: expect.any(String),
            path: ['sessionCreate'],
            extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
          },
        ],
      },
    });
    const { retryAfterSeconds } = body.errors[0].extensions;
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(await signIn(await stack.person('Grace'), here)).toBe('done');
    expect(await signIn(ada, network())).toBe('done');
  });

  it('count each alias and each attempt that comes at once; a batch is none', async () => {
    const [ada, grace, joan] = [await stack.person('Ada'), await stack.person('Grace'), await stack.person('Joan')];
    const here = network();
    const aliases = Array.from(
      { length: 20 },
      (_, index) => `try${index}: sessionCreate(input: $input) { userErrors { code } }`,
    );
    const { body } = await post(here, {
      query: `mutation ($input: SessionCreateInput!) { ${aliases.join(' ')} }`,
      variables: { input: { email: ada.email, password: 'a bad guess' } },
    });
    expect(body).toMatchObject({ data: null, errors: [{ path: ['try5'], extensions: { code: 'RATE_LIMITED' } }] });
    expect(await signIn(ada, here)).toBe('RATE_LIMITED');

    const outcomes = await Promise.all(Array.from({ length: 20 }, () => guess(grace, here)));
    expect(outcomes.filter((outcome) => outcome === 'INVALID_CREDENTIALS').length).toBeLessThanOrEqual(5);

    const batch = await post(
      here,
      Array.from({ length: 20 }, () => requestOf({ ...joan, password: 'a bad guess' })),
    );
    expect(batch).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
    expect(await repeat(6, () => guess(joan, here))).toEqual(counted(5, 1));
  });

  it('let a person in where he is at home while others guess at him from everywhere', async () => {
    const ada = await stack.person('Ada');
    const grace = await stack.person('Grace');
    const home = network();
    expect(await signIn(ada, home)).toBe('done');
    expect(await repeat(20, () => guess(ada, network()))).toEqual(counted(15, 5));
    expect(await signIn(ada, network())).toBe('RATE_LIMITED');
    expect(await signIn(ada, home)).toBe('done');
    expect(await signIn(grace, network())).toBe('done');
  });

  it('answer for an address that nobody has as for one that somebody has', async () => {
    const ada = await stack.person('Ada');
    const answers: Answered[][] = [];
    for (const email of [ada.email, `nobody-${ada.email}`]) {
      stack.keepSecret(email);
      const here = network();
      const told: Answered[] = [];
      for (let count = 0; count < 7; count += 1)
        told.push(await post(here, requestOf({ email, password: 'a bad guess' })));
      answers.push(told);
    }
    const [known, unknown] = answers.map((told) =>
      told.map(({ status, body }) => JSON.stringify({ status, body }).replace(/(?<="retryAfterSeconds":)\d+/, 'soon')),
    );
    expect(unknown).toEqual(known);
  });

  it('let so many register from one network, and none fewer elsewhere', async () => {
    const register = async (index: number, address: string) => {
      const email = `many-${index}@example.com`;
      stack.keepSecret(email);
      const variables = { email, password: 'as many as they are', displayName: 'Many' };
      return outcomeOf(await post(address, { query: story['Register'], variables }), 'userRegister');
    };
    const here = network();
    const outcomes = await Promise.all(Array.from({ length: 35 }, (_, index) => register(index, here)));
    expect(outcomes.toSorted()).toEqual([...Array<string>(5).fill('RATE_LIMITED'), ...Array<string>(30).fill('done')]);
    expect(await register(35, network())).toBe('done');
  });
}
