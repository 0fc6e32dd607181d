import { describe } from 'vitest';
import { personalDataSuite } from './suite.ts';

describe('personal data in one process', () => personalDataSuite('standalone'));
