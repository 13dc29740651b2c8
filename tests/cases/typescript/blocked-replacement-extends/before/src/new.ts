import { OldStore } from './legacy';

export class NewStore extends OldStore {}
