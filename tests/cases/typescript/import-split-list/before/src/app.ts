import { Before, OldStore, After } from './legacy';
import path from 'node:path';

export const all = [new Before(), new OldStore(), new After(), path.sep];
