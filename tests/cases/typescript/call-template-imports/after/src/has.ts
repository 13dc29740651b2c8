import { Folder } from './folder';
import { NewStore } from './new';

export const folder = new Folder('b');
export const store = new NewStore(new Folder('a'));
