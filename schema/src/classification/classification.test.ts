import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifications, type ModelColumn } from '@trivet/database/classification';
import { Kind } from 'graphql';
import { expect, it } from 'vitest';
import { subgraphDefinitions } from '../subgraphs.ts';
import * as byHand from './by-hand.ts';
import { faultsOf, goesBy, loadColumns, type PersonalColumn, personalColumns } from './columns.ts';
import { withTables } from './document.ts';
import { faultsOfFields, type GraphField, loadFields } from './fields.ts';

const path = join(import.meta.dirname, '../../../docs/classification.md');
const columns = await loadColumns();
const fields = await loadFields(subgraphDefinitions, columns);
const personal = personalColumns(columns);
const column = (name: string) => columns.get(name) as PersonalColumn;
const field = (name: string) => fields.find((each) => each.name === name) as GraphField;
const faultsWith = (changed: object) =>
  faultsOf(new Map([['changed', { ...column('users.users.email'), ...changed } as ModelColumn]]), []);

it('is declared by every column that can hold what somebody says, in a way that keeps it', () => {
  expect(columns.size).toBeGreaterThan(200);
  expect(faultsOf(columns, Object.keys(byHand.inTheClear))).toEqual([]);
});

it('finds a column that declares nothing, keeps nothing, or is nobody’s', () => {
  expect(faultsWith({ declaration: undefined })[0]).toContain('say `personal` or `notPersonal`');
  expect(faultsWith({ declaration: undefined, isOpen: false })[0]).toContain('does not say whose');
  expect(faultsWith({ protection: null })[0]).toContain('neither `encrypted` nor `hashed`');
  expect(faultsWith({})).toEqual(['users.users.email names the column "id" as whose it is, which its table has not.']);
});

it('is the same in the SDL as in the models', () => {
  expect(fields.length).toBeGreaterThan(70);
  expect(faultsOfFields(fields)).toEqual([]);
  const [directives] = subgraphDefinitions.map(({ typeDefs }) =>
    typeDefs.definitions.flatMap((each) =>
      each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'trivet__Classification'
        ? (each.values ?? [])
        : [],
    ),
  );
  expect(directives?.map(({ name }) => name.value)).toEqual(classifications);
});

it('finds a field of another level, one without, and one of which nobody knows what it tells', () => {
  const { declaration } = column('users.users.display_name');
  expect(field('User.displayName').column?.declaration).toBe(declaration);
  expect(field('Session.address').column?.name).toBe('users.sessions.address');
  const faults = faultsOfFields([
    { ...field('User.displayName'), level: 'PUBLIC' },
    { ...field('Session.address'), level: null },
    { ...field('Plan.name'), name: 'Plan.slogan' },
    { ...field('Plan.name'), level: 'PUBLIC' },
  ]);
  expect(faults.map((fault) => fault.replace(/.*(: say|, and|: which)/, '$1').slice(0, 40))).toEqual([
    ': say `@classified(level: INTERNAL)`.',
    ': say `@classified(level: CONFIDENTIAL)`',
    ': which column is behind it? See by-hand',
    ', and no personal column is behind it: s',
  ]);
});

it('says of each column of a person where an export has it, or why none has', () => {
  const ofPersons = personal.filter(({ declaration }) => declaration.subject.kind === 'person');
  expect(ofPersons.length).toBeGreaterThan(30);
  const unknown = ofPersons.filter(
    ({ name, protection }) => protection !== 'hashed' && !(name in byHand.exported) && !(name in byHand.notExported),
  );
  expect(
    unknown.map(({ name }) => name),
    'a line in by-hand.ts',
  ).toEqual([]);
  const restricted = ofPersons.filter(({ declaration }) => declaration.level === 'RESTRICTED');
  expect(restricted.filter(({ name }) => name in byHand.exported)).toEqual([]);
});

it('says of each personal column how it ends', () => {
  expect(goesBy(column('users.identity_subjects.hash'), columns)).toEqual(['row']);
  expect(goesBy(column('users.security_events.reason'), columns)).toEqual(['key']);
  expect(goesBy(column('users.users.email'), columns)).toEqual(['row', 'key']);
  const otherwise = { ...byHand.removedByParts, ...byHand.ends };
  const endless = personal.filter((each) => goesBy(each, columns).length === 0 && !(each.table in otherwise));
  expect(
    endless.map(({ name }) => name),
    'a line in by-hand.ts',
  ).toEqual([]);
});

it('says nothing by hand that is not needed', () => {
  const names = new Set(personal.map(({ name }) => name));
  const said = [
    ...Object.keys(byHand.notExported),
    ...Object.keys(byHand.inTheClear),
    ...Object.values(byHand.columnsOfFields),
  ];
  expect(said.filter((name) => !names.has(name))).toEqual([]);
  expect(Object.keys(byHand.exported).filter((name) => !columns.has(name) || name in byHand.notExported)).toEqual([]);
  expect(Object.keys(byHand.inTheClear).filter((name) => column(name).protection !== null)).toEqual([]);
  const tables = new Set(personal.map(({ table }) => table));
  expect(
    [...Object.keys(byHand.removedByParts), ...Object.keys(byHand.ends)].filter((table) => !tables.has(table)),
  ).toEqual([]);
  const known = new Map(fields.map((each) => [each.name, each]));
  const fieldsByHand = [...Object.keys(byHand.columnsOfFields), ...Object.keys(byHand.withoutColumn)];
  expect(fieldsByHand.filter((name) => known.get(name)?.level == null)).toEqual([]);
  const harmless = Object.values(byHand.notPersonalFields).flat();
  expect(harmless.filter((name) => known.get(name)?.level !== null || known.get(name)?.column)).toEqual([]);
});

it('is all in docs/classification.md (else run `npm run generate`)', () => {
  const document = readFileSync(path, 'utf8');
  expect(document).toBe(withTables(document, columns, fields));
});
