import { NewStore as Keyring } from './new';
import { OldStore } from './legacy';

export const stores: [OldStore, Keyring] = [new OldStore(), new Keyring()];
