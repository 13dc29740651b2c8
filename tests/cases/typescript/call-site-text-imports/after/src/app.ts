import { NewStore } from './new';
import { Folder } from './folder';

export const store = new NewStore(new Folder('a'));
