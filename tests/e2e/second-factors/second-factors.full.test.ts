import { describe } from 'vitest';
import { secondFactorSuite } from './suite.ts';

describe('second factors in four processes', () => secondFactorSuite('services'));
