import { NewStore as Keyring } from './new';

export const stores: [Keyring, Keyring] = [new Keyring(), new Keyring()];
