import { OldStore } from './legacy';

export const view = <p>{new OldStore().get('a')}</p>;
