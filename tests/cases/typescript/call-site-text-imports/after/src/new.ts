import { Folder } from './folder';

export class NewStore {
  constructor(readonly folder: Folder) {}
}
