import { NewStore } from './new';

export const view = <p>{new NewStore().get('a')}</p>;
