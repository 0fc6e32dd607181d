import { newId } from '@trivet/database';
import { globalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { decodeAccountId, encodeId } from './global-ids.ts';

const uuids = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ...Array.from({ length: 200 }, newId),
];

it('writes ids as the platform does', () => {
  for (const uuid of uuids) expect(encodeId('acc_', uuid)).toBe(globalId('acc', uuid));
});

it('reads them back, and nothing else', () => {
  for (const uuid of uuids) expect(decodeAccountId(globalId('acc', uuid))).toBe(uuid);
  for (const wrong of [undefined, 'acc_', globalId('usr', newId()), `acc_8${'0'.repeat(25)}`])
    expect(decodeAccountId(wrong)).toBeUndefined();
});
