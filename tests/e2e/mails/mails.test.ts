import { describe } from 'vitest';
import { mailSuite } from './suite.ts';

describe('mails in one process', () => mailSuite('standalone'));
