import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { assembleByLoop, generateAssembly, ObjectAssembly } from './object-assembly.ts';

const keys = [
  { key: 'id' },
  { key: '__typename', constant: 'Box "quoted" \u2028' },
  { key: '__proto__' },
  { key: 'constructor' },
];
const columns = [
  [1, 2],
  [{ a: 1 }, null],
  ['x', undefined],
];

it('makes the same objects by generated code and by a loop', () => {
  const byLoop = assembleByLoop(keys, columns, 2);
  const generated = generateAssembly(keys)?.(columns, 2);
  expect(generated).toEqual(byLoop);
  for (const [index, object] of (generated ?? []).entries()) {
    expect(Object.getOwnPropertyDescriptors(object)).toEqual(Object.getOwnPropertyDescriptors(byLoop[index]));
    expect(Object.keys(object as object)).toEqual(['id', '__typename', '__proto__', 'constructor']);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  }
});

it('generates no code from what is no GraphQL name', () => {
  expect(generateAssembly([{ key: 'a: alert(1), b' }])).toBeUndefined();
  const assembly = new ObjectAssembly([{ key: 'no name' }]);
  for (let use = 0; use < 5; use += 1) expect(assembly.assemble([[use]], 1)).toEqual([{ 'no name': use }]);
});

it('does without where code may not be generated from strings', () => {
  const script = `
    const { ObjectAssembly } = await import(${JSON.stringify(new URL('object-assembly.ts', import.meta.url).href)});
    const assembly = new ObjectAssembly([{ key: 'id' }]);
    for (let use = 0; use < 5; use += 1) console.log(JSON.stringify(assembly.assemble([[use]], 1)));`;
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script];
  expect(execFileSync(process.execPath, flags, { encoding: 'utf8' }).split('\n')[4]).toBe('[{"id":4}]');
});
