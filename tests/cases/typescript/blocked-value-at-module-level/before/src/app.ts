import { load } from './load';

const loaded: any = load('./legacy');

export const store = new loaded.OldStore();
