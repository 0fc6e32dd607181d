import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exported, from, recorded, verdictOn } from '../../tests/audit-fixture.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';
import { canonicalJson } from './audit-chain.ts';
import { type AuditKey, CheckpointSigner } from './audit-signature.ts';

let stage: UsersStage;
let ada: Person;
let accountId: string;
/** An exported trail of seven entries, line by line: a header, the entries, a checkpoint. */
let lines: readonly string[];
beforeAll(async () => {
  stage = await startUsers('audit files');
  ada = await stage.person();
  accountId = await accountOf(stage, ada);
  for (let version = 1; version < 7; version += 1) {
    await stage.ask(
      ada.viewer,
      'mutation ($input: AccountUpdateInput!) { accountUpdate(input: $input) { userErrors { code } } }',
      { input: { accountId, name: `Name ${version}`, expectedVersion: version } },
      from(),
    );
  }
  await recorded(stage, accountId, 7);
  lines = (await exported(stage, accountId, ada)).split('\n').slice(0, -1);
});
afterAll(() => stage?.stop());

const text = (changed: readonly string[]) => changed.map((line) => `${line}\n`).join('');
const faultsOf = (changed: readonly string[]) => verdictOn(text(changed)).faults;
const parsed = (line: string | undefined) => JSON.parse(line ?? '');
/** With what `change` makes of one line, which is the entry's number: the header is line 0. */
const withLine = (index: number, change: (value: ReturnType<typeof parsed>) => unknown) =>
  lines.map((line, at) => (at === index ? canonicalJson(change(parsed(line))) : line));
const without = (...indexes: readonly number[]) => lines.filter((_, at) => !indexes.includes(at));

it('finds nothing wrong with a trail as it was exported', () => {
  const [header, ...others] = lines.map(parsed);
  expect(others.map(({ record }) => record)).toEqual([...Array<string>(7).fill('entry'), 'checkpoint']);
  expect(verdictOn(text(lines))).toEqual({
    faults: [],
    accountId: uuidOf(accountId),
    first: 1,
    last: 7,
    signedBy: header.keys[0].kid,
    signedAt: header.exportedAt,
  });
});

describe('says what is wrong', () => {
  it('with any byte that was changed, in which entry', () => {
    const position = lines[3]?.indexOf('account.updated') ?? 0;
    const changed = lines.map((line, at) =>
      at === 3 ? `${line.slice(0, position)}b${line.slice(position + 1)}` : line,
    );
    expect(faultsOf(changed)).toEqual(['Entry 3: it was changed: its content does not give its hash.']);
    // Of each line some bytes, which is enough to meet every member and the space between.
    for (const [at, line] of lines.entries()) {
      for (let byte = at % 23; byte < line.length; byte += 23) {
        const other = line[byte] === 'x' ? 'y' : 'x';
        const bent = lines.map((each, index) =>
          index === at ? `${line.slice(0, byte)}${other}${line.slice(byte + 1)}` : each,
        );
        // What the header says of when and of keys is not signed; a key that is not ours signs nothing.
        if (at === 0 && faultsOf(bent).length === 0) expect(bent[0]).toMatch(/"exportedAt"|"kid"|"use"|"alg"/);
        else expect(faultsOf(bent), `line ${at}, byte ${byte}`).not.toEqual([]);
      }
    }
  });

  it('with what is written in another way, though it means the same', () => {
    expect(faultsOf(lines.map((line, at) => (at === 2 ? line.replace(':', ': ') : line)))).toContain(
      'Line 3: it is not as an export writes it.',
    );
  });

  it('with an entry that was changed together with its hash', () => {
    const forged = withLine(3, (line) => ({ ...line, hash: 'ab'.repeat(32) }));
    expect(faultsOf(forged)).toEqual([
      'Entry 3: it was changed: its content does not give its hash.',
      'Entry 4: it does not continue entry 3 as it stands here.',
    ]);
  });

  it('with entries that were taken out', () => {
    expect(faultsOf(without(4))).toEqual(['Entry 5: it follows entry 3; 4 is missing.']);
    expect(faultsOf(without(4, 5))).toEqual(['Entry 6: it follows entry 3; 4 to 5 are missing.']);
    expect(faultsOf(without(1, 2))).toEqual([
      'The checkpoint of entry 7 (line 7): 1 to 2 are missing, which were kept then.',
    ]);
  });

  it('with entries that changed places, or stand there twice', () => {
    const swapped = lines.map((line, at) => (at === 3 ? lines[4] : at === 4 ? lines[3] : line) ?? '');
    expect(faultsOf(swapped)).toContain('Entry 4: it follows entry 2; 3 is missing.');
    expect(faultsOf(swapped)).toContain('Entry 3: it stands behind entry 4.');
    expect(faultsOf([...lines.slice(0, 4), ...lines.slice(3)])).toEqual(['Entry 3: it stands behind entry 3.']);
  });

  it('with an end that was cut off', () => {
    expect(faultsOf(without(6, 7))).toEqual(['The checkpoint of entry 7 (line 7): before it 6 to 7 are missing.']);
    expect(faultsOf(without(8))).toEqual(['Entries 1 to 7 are covered by no genuine signature.']);
  });

  it('with a checkpoint that somebody else has made', () => {
    const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'mine' } as AuditKey;
    const { checkpoint } = parsed(lines[8]);
    const signedAs = (keyId: string) => {
      const claimed = { ...checkpoint, keyId };
      const signature = new CheckpointSigner(key).sign(claimed).toString('base64url');
      return withLine(8, () => ({ record: 'checkpoint', checkpoint: claimed, signature }));
    };
    expect(faultsOf(signedAs(checkpoint.keyId))).toContain(
      'The checkpoint of entry 7 (line 9): its signature is forged, or it was changed.',
    );
    expect(faultsOf(signedAs('mine'))).toContain(
      'The checkpoint of entry 7 (line 9): it is signed by the key mine, which is not among the keys.',
    );
    // Who brings his key along is found out by who asks for ours.
    const { d: _secret, ...publicKey } = key;
    const forged = signedAs('mine').map((line, at) =>
      at === 0 ? canonicalJson({ ...parsed(line), keys: [publicKey] }) : line,
    );
    expect(faultsOf(forged)).toEqual([]);
    expect(verdictOn(text(forged), parsed(lines[0]).keys).faults).not.toEqual([]);
    expect(verdictOn(text(lines), parsed(lines[0]).keys).faults).toEqual([]);
  });

  it('with an address that is not the one of the entry', () => {
    const moved = withLine(5, (line) => ({ ...line, address: { ...line.address, value: '198.51.100.1' } }));
    expect(faultsOf(moved)).toEqual(['Entry 5: its address was changed: it is not the one that the entry holds.']);
  });

  it('with an empty file, and with what is no trail', () => {
    expect(verdictOn('').faults).toEqual(['The file is empty.']);
    expect(faultsOf(['what is this'])).toEqual(['Line 1: it is no JSON.']);
    expect(faultsOf(without(0))[0]).toBe('Line 1: a trail begins with its header, and has one.');
  });
});

it('is content with a trail after somebody in it was erased, whose address nobody reads then', async () => {
  const before = await exported(stage, accountId, ada);
  expect(before).toContain('203.0.113.7');
  await stage.host.admin`delete from vault.personal_keys where user_id = ${ada.id}`;
  const after = await exported(stage, accountId, ada);
  expect(after).not.toContain('203.0.113.7');
  expect(verdictOn(after)).toMatchObject({ faults: [], first: 1 });
});
