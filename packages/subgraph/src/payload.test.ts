import { IdempotencyKeyReusedError } from '@trivet/database';
import { AppError, NotFoundError, UserFault } from '@trivet/platform';
import { expect, it } from 'vitest';
import { payload, sharedResolvers, UserFaults, VersionConflictError } from './payload.ts';

const failing = (error: unknown) => payload<{ thing: string }>(() => Promise.reject(error));

it('is what the change gave, with an empty list of errors', async () => {
  expect(await payload(async () => ({ thing: 'new' }))).toEqual({ thing: 'new', userErrors: [] });
});

it('shows a failure that a user can cause as data, with its path from the input down', async () => {
  const fault = new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'Too long.', ['name']);
  expect(await failing(fault)).toEqual({
    userErrors: [{ code: 'INVALID_INPUT', message: 'Too long.', path: ['input', 'name'] }],
  });
  expect(await failing(new NotFoundError('account'))).toEqual({
    userErrors: [{ code: 'NOT_FOUND', message: 'There is no such account.', path: null }],
  });
});

it('shows several failures of one input one by one', async () => {
  const faults = new UserFaults([
    new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'Too long.', ['name']),
    new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'Too small.', ['size']),
  ]);
  expect(await failing(faults)).toEqual({
    userErrors: [
      { code: 'INVALID_INPUT', message: 'Too long.', path: ['input', 'name'] },
      { code: 'INVALID_INPUT', message: 'Too small.', path: ['input', 'size'] },
    ],
  });
  expect(faults.message).toBe('Too long.');
});

it('shows a key that was used for something else as data', async () => {
  expect(await failing(new IdempotencyKeyReusedError())).toMatchObject({
    userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: null }],
  });
});

it('shows after a conflict the present state beside its version', async () => {
  const conflict = new VersionConflictError({ name: 'theirs' }, 7);
  const shown = await payload<{ thing: unknown }>(
    () => Promise.reject(conflict),
    (fault) => (fault instanceof VersionConflictError ? { thing: fault.current } : {}),
  );
  expect(shown).toEqual({
    thing: { name: 'theirs' },
    userErrors: [
      { code: 'VERSION_CONFLICT', message: expect.any(String), path: ['input', 'expectedVersion'], currentVersion: 7 },
    ],
  });
  const types = [conflict, new NotFoundError('thing')].map(async (error) => {
    const { userErrors } = await failing(error);
    return userErrors.map(sharedResolvers.UserError.__resolveType);
  });
  expect(await Promise.all(types)).toEqual([['VersionConflict'], ['InputError']]);
});

it('lets every other failure pass: it is no data', async () => {
  for (const error of [new AppError('FORBIDDEN', 'No.'), new Error('a fault of ours'), 'not even an error']) {
    await expect(failing(error)).rejects.toBe(error);
  }
});
