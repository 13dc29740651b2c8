import { OldStore } from './legacy';

export class NewStore {}

export { OldStore };
