import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answersOf, expectEquivalentAnswer, expectSameAnswer } from './tests/compare.ts';
import { randomOperation } from './tests/random-operation.ts';
import { type Behaviour, randomSchema } from './tests/random-schema.ts';

const schemas = 10;
const operationsEach = 12;

/** Operations that graphql-js, the oracle, executes too. Each test says how many had errors: one without any would show little. */
async function compare(behaviour: Omit<Behaviour, 'seed'>, expectAnswer: typeof expectSameAnswer): Promise<number> {
  let withErrors = 0;
  for (let seed = 0; seed < schemas; seed += 1) {
    const schema = randomSchema({ ...behaviour, seed });
    for (let number = 0; number < operationsEach; number += 1) {
      const { query, variables } = randomOperation(schema, seed * operationsEach + number);
      expect(validate(schema, parse(query)), query).toEqual([]);
      const answers = await answersOf(schema, { query, variables });
      try {
        expectAnswer(answers);
      } catch (error) {
        throw new Error(`seed ${seed}, operation ${number}: ${query} ${JSON.stringify(variables)}`, { cause: error });
      }
      if (answers.reference.errors.length > 0) withErrors += 1;
    }
  }
  return withErrors;
}

describe('random operations are answered as graphql-js answers them', () => {
  it('when nothing is waited for, to the last error and its place among the others', async () => {
    expect(await compare({ failures: 6, promises: 0 }, expectSameAnswer)).toBeGreaterThan(40);
  });

  it('when promises come in any order', async () => {
    expect(await compare({ failures: 6, promises: 40 }, expectEquivalentAnswer)).toBeGreaterThan(40);
  });

  it('when nothing fails', async () => {
    expect(await compare({ failures: 0, promises: 30 }, expectSameAnswer)).toBeLessThan(30);
  });
});
