import { OldStore } from './legacy';

export class Mine extends OldStore {}

export const store = new Mine('a');
