import { Folder } from './folder';
import { OldStore } from './legacy';

export const folder = new Folder('b');
export const store = new OldStore('a');
