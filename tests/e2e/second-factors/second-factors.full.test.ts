import { describe } from 'vitest';
import { waysInFull } from '../../support/stack.ts';
import { secondFactorSuite } from './suite.ts';

describe.each(waysInFull)('second factors, %s', (way) => secondFactorSuite(way));
