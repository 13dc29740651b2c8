import { Before, After } from './legacy';
import { NewStore } from './new';
import path from 'node:path';

export const all = [new Before(), new NewStore(), new After(), path.sep];
