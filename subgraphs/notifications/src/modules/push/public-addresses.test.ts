import { Networks } from '@trivet/identity';
import { expect, it } from 'vitest';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-addresses.ts';

it('knows what is no address of the public internet', () => {
  const inner = [
    ...[
      '0.0.0.0',
      '10.0.0.1',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.1',
    ],
    ...['192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      'fc00::1',
      'fd12::1',
      'fe80::1',
      'ff02::1',
    ],
    ...['2001:db8::1', '2001::1', '2002:7f00:1::', '3fff::1', '::7f00:1'],
  ];
  expect(inner.filter(isPublicAddress)).toEqual([]);
  const outer = [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1',
    '2a00:1450:4001::1',
    '::ffff:8.8.8.8',
  ];
  expect(outer.filter((address) => !isPublicAddress(address))).toEqual([]);
});

const lookUp = (name: string, except?: Networks) =>
  new Promise<unknown>((resolve) =>
    publicLookup(except)(name, { all: true }, (error, addresses) => resolve(error ?? addresses)),
  );

it('finds no name that leads to this machine or its neighbours, unless they are excepted', async () => {
  expect(await lookUp('localhost')).toBeInstanceOf(PrivateAddressError);
  const found = (await lookUp('localhost', new Networks(['127.0.0.0/8', '::1']))) as { address: string }[];
  expect(found[0]?.address).toMatch(/^(127\.0\.0\.1|::1)$/);
  expect(await lookUp('localhost', new Networks(['10.0.0.0/8']))).toBeInstanceOf(PrivateAddressError);
});
