import { describe } from 'vitest';
import { secondFactorSuite } from './suite.ts';

describe('second factors in one process', () => secondFactorSuite('standalone'));
