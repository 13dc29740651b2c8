import { NewStore } from './new';

export const opened = () => [new NewStore()];
