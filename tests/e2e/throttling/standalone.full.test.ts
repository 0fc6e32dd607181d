import { describe } from 'vitest';
import { throttlingSuite } from './suite.ts';

describe('limits in one process', () => throttlingSuite('standalone'));
